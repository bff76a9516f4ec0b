package io.github.gru4j.internal.kernel.vector;

/**
 * The constants and the scalar form of the exponential under sigmoid and tanh.
 *
 * <pre>
 *   k = round(x / ln 2)     t = x − k ln 2     p = e^t − 1 ≈ (t + t² (C2 + C3 t)) + t⁴ (C4 + C5 t + C6 t²)     e^x = 2^k (1 + p)
 *
 *   sigmoid(v) = 1 / (1 + 2^k (1 + p))                       x = −v
 *   tanh(v)    = (2^k p + (2^k − 1)) / (2^k p + (2^k + 1))   x = 2v
 * </pre>
 *
 * <p>A stream's step waits for every operation here in turn, so the order is that of the shortest chain: the polynomial in
 * two halves, signs and factors of two in the constants (which changes no bit), and numbers out of bounds replaced at the
 * end, where the comparisons have long been made.
 */
final class Exp {

    /*
     * Adding MAGIC rounds to a whole number and leaves k + 127 in the low bits of the sum; shifted left by 23 these are the
     * bits of 2^k. The product k ln 2 within a multiply-add is exact, so t is off by k times the error of the constant,
     * 1.9e-9 k: in a sigmoid at most 6e-10, where k is 2. The polynomial was fitted for least error relative to e^t on
     * |t| ≤ ln 2 / 2, where it is off by 3.1e-9.
     */

    static final float LOG2E = 1.442695f;
    static final float MAGIC = 0x1.8p23f + 127;
    static final float LN2 = 0.6931472f;
    static final float C2 = 0.49999994f;
    static final float C3 = 0.1666652f;
    static final float C4 = 0.041668393f;
    static final float C5 = 8.368781e-3f;
    static final float C6 = 1.3814467e-3f;

    /** Where a sigmoid is exactly 0: here k is 128, and 2^k has the bits of infinity. */
    static final float SIGMOID_LOW = -89;

    /** Where a sigmoid is exactly 1: here k is -127, and 2^k has the bits of zero. */
    static final float SIGMOID_HIGH = 88;

    /** From here on tanh rounds to 1. */
    static final float TANH_BOUND = 10;

    private Exp() {}

    /** The sigmoid, bit for bit what a lane of the vector version gives. */
    static float sigmoid(float value) {
        float v = Math.min(Math.max(value, SIGMOID_LOW), SIGMOID_HIGH);
        float b = Math.fma(v, -LOG2E, MAGIC);
        float u = Math.fma(b - MAGIC, LN2, v); // -t
        float u2 = u * u;
        float low = Math.fma(Math.fma(u, -C3, C2), u2, 1 - u);
        float high = Math.fma(u2, C6, Math.fma(u, -C5, C4));
        return 1 / Math.fma(Math.fma(high, u2 * u2, low), powerOfTwo(b), 1);
    }

    /** The hyperbolic tangent, bit for bit what a lane of the vector version gives. */
    static float tanh(float value) {
        float v = Math.min(Math.max(value, -TANH_BOUND), TANH_BOUND);
        float b = Math.fma(v, 2 * LOG2E, MAGIC + 1);
        float u = Math.fma(b - (MAGIC + 1), -LN2 / 2, v); // t / 2
        float u2 = u * u;
        float low = Math.fma(Math.fma(u, 4 * C3, 2 * C2), u2, u);
        float high = Math.fma(u2, 32 * C6, Math.fma(u, 16 * C5, 8 * C4));
        float p = Math.fma(high, u2 * u2, low); // (e^t - 1) / 2
        float s = powerOfTwo(b); // 2 * 2^k
        return Math.fma(p, s, Math.fma(s, 0.5f, -1)) / Math.fma(p, s, Math.fma(s, 0.5f, 1));
    }

    private static float powerOfTwo(float b) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(b) << 23);
    }
}
