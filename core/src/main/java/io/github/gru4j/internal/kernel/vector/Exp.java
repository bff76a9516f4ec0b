package io.github.gru4j.internal.kernel.vector;

/**
 * The constants and the scalar form of the exponential under sigmoid and tanh.
 *
 * <pre>
 *   k = round(x / ln 2)     t = x − k ln 2     p = e^t − 1 ≈ t + t² (C2 + C3 t + C4 t² + C5 t³ + C6 t⁴)     e^x = 2^k (1 + p)
 * </pre>
 */
final class Exp {

    /*
     * Adding MAGIC rounds to a whole number and leaves k + 127 in the low bits of the sum; shifted left by 23 these are the
     * bits of 2^k. ln 2 comes in two parts, the first short enough for k times it to be exact. The polynomial was fitted
     * for least error relative to e^t on |t| ≤ ln 2 / 2, where it is off by 3.1e-9.
     */

    static final float LOG2E = 1.442695f;
    static final float MAGIC = 0x1.8p23f + 127;
    static final float LN2_HIGH = 0.693359375f;
    static final float LN2_LOW = -2.1219444e-4f;
    static final float C2 = 0.49999994f;
    static final float C3 = 0.1666652f;
    static final float C4 = 0.041668393f;
    static final float C5 = 8.368781e-3f;
    static final float C6 = 1.3814467e-3f;

    /** Here k is -127, 2^k has the bits of zero, and a sigmoid is exactly 1. */
    static final float LOW = -88;

    /** Here k is 128, 2^k has the bits of infinity, and a sigmoid is exactly 0. */
    static final float HIGH = 89;

    /** Twice the argument from which tanh rounds to 1. */
    static final float TANH_BOUND = 20;

    private Exp() {}

    /** The sigmoid, bit for bit what a lane of the vector version gives. */
    static float sigmoid(float value) {
        float x = Math.min(Math.max(-value, LOW), HIGH);
        float n = Math.fma(x, LOG2E, MAGIC);
        float t = rest(x, n - MAGIC);
        return 1 / Math.fma(Math.fma(Math.fma(polynomial(t), t, 1), t, 1), powerOfTwo(n), 1);
    }

    /** The hyperbolic tangent, bit for bit what a lane of the vector version gives. */
    static float tanh(float value) {
        float x = Math.min(Math.max(value + value, -TANH_BOUND), TANH_BOUND);
        float n = Math.fma(x, LOG2E, MAGIC);
        float t = rest(x, n - MAGIC);
        float s = powerOfTwo(n);
        float em1 = Math.fma(Math.fma(polynomial(t) * t, t, t), s, s - 1);
        return em1 / (em1 + 2);
    }

    private static float rest(float x, float k) {
        return Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, x));
    }

    private static float polynomial(float t) {
        return Math.fma(Math.fma(Math.fma(Math.fma(t, C6, C5), t, C4), t, C3), t, C2);
    }

    private static float powerOfTwo(float n) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(n) << 23);
    }
}
