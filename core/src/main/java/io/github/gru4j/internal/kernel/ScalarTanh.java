package io.github.gru4j.internal.kernel;

/**
 * The hyperbolic tangent as a quotient of two polynomials: straight-line arithmetic that C2 vectorises, which it does
 * with neither {@code Math.tanh} nor {@code Math.exp}.
 */
final class ScalarTanh {

    /*
     * tanh(x) = x · P(x²) / Q(x²), fitted for least relative error over |x| ≤ 8.2, where it is off by 2.4e-9; what remains
     * is rounding, at most 4e-7 absolute. The bound on |x| is a value at which rounding gives exactly 1, below which no
     * result exceeds 1, and from which tanh differs from 1 by 2.1e-7. min and max let NaN through, and unlike
     * comparisons do not keep C2 from vectorising.
     */
    private static final float BOUND = 8.045342f;

    private static final float P1 = 0.13116658f;
    private static final float P2 = 3.140667e-3f;
    private static final float P3 = 1.15473895e-5f;
    private static final float P4 = -2.189412e-8f;
    private static final float P5 = 6.135814e-11f;
    private static final float P6 = -1.0875293e-13f;
    private static final float Q1 = 0.4644999f;
    private static final float Q2 = 2.464067e-2f;
    private static final float Q3 = 2.6000923e-4f;

    private ScalarTanh() {}

    static float of(float value) {
        float x = Math.max(-BOUND, Math.min(BOUND, value));
        float t = x * x;
        float p = (((((P6 * t + P5) * t + P4) * t + P3) * t + P2) * t + P1) * t + 1;
        float q = ((Q3 * t + Q2) * t + Q1) * t + 1;
        return x * p / q;
    }

    /** {@code (1 + tanh(x / 2)) / 2}, with every factor of two moved into the constants, which changes no bit. */
    static float sigmoid(float value) {
        float x = Math.max(-2 * BOUND, Math.min(2 * BOUND, value));
        float t = x * x;
        float p = ((((((P6 / 16384) * t + P5 / 4096) * t + P4 / 1024) * t + P3 / 256) * t + P2 / 64) * t + P1 / 16) * t
                + 0.25f;
        float q = (((Q3 / 64) * t + Q2 / 16) * t + Q1 / 4) * t + 1;
        return 0.5f + x * p / q;
    }
}
