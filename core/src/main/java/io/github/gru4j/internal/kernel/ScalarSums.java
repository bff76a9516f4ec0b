package io.github.gru4j.internal.kernel;

/**
 * The inner loops of the scalar products: sums that grow over columns, several rows of weights at a time. Each sum is one
 * chain: the products are added one after the other, k ascending. Stateless.
 */
final class ScalarSums {

    /*
     * Plain loops can still run on vectors, if C2 likes them. What it asks for, on JDK 17 as on 25:
     *
     * - All arrays are distinct and indexed by the same j. It gives up on slices of one array at several offsets, so every
     *   row of weights and every row of sums is an array of its own.
     * - The body has at most 60 nodes (LoopUnrollLimit) before it is unrolled. MAX_COLUMNS, used as a mask, saves 16 of
     *   them in the loop of 2 x 4: it bounds j, without which each array gets its own cast and shift of the index. Without
     *   it JDK 17 leaves that loop scalar, five times slower; with it 4 x 4 would still be too large on JDK 25, too.
     * - Coefficients stay in registers, one each: beyond eight a machine with 16 vector registers spills them.
     *
     * The vectorised part begins after up to one vector of single elements, which aligns it, and ends before as many: at
     * least 16 of them with vectors of 512 bits. Long loops pay for that, so columns are blocked as little as the cache
     * allows.
     */

    /** The most columns that the loops take, and the mask that tells C2 so. */
    static final int MAX_COLUMNS = (1 << 30) - 1;

    private ScalarSums() {}

    /** {@code s[j] += a · w[j]} for {@code from ≤ j < to}. */
    static void add1x1(float[] s, float a, float[] w, int from, int to) {
        int end = to & MAX_COLUMNS;
        for (int j = from & MAX_COLUMNS; j < end; j++) {
            s[j] += a * w[j];
        }
    }

    /** Four products for one row of sums; the coefficients are {@code a[at], a[at + step], …}. */
    static void add1x4(float[] s, float[] a, int at, int step, float[][] w, int k, int from, int to) {
        float[] w0 = w[k];
        float[] w1 = w[k + 1];
        float[] w2 = w[k + 2];
        float[] w3 = w[k + 3];
        float a0 = a[at];
        float a1 = a[at + step];
        float a2 = a[at + 2 * step];
        float a3 = a[at + 3 * step];
        int end = to & MAX_COLUMNS;
        for (int j = from & MAX_COLUMNS; j < end; j++) {
            s[j] = (((s[j] + a0 * w0[j]) + a1 * w1[j]) + a2 * w2[j]) + a3 * w3[j];
        }
    }

    /** Four products for each of two rows of sums; the second row's coefficients are {@code a[bt], a[bt + step], …}. */
    static void add2x4(
            float[] s, float[] t, float[] a, int at, int bt, int step, float[][] w, int k, int from, int to) {
        float[] w0 = w[k];
        float[] w1 = w[k + 1];
        float[] w2 = w[k + 2];
        float[] w3 = w[k + 3];
        float a0 = a[at];
        float a1 = a[at + step];
        float a2 = a[at + 2 * step];
        float a3 = a[at + 3 * step];
        float b0 = a[bt];
        float b1 = a[bt + step];
        float b2 = a[bt + 2 * step];
        float b3 = a[bt + 3 * step];
        int end = to & MAX_COLUMNS;
        for (int j = from & MAX_COLUMNS; j < end; j++) {
            float v0 = w0[j];
            float v1 = w1[j];
            float v2 = w2[j];
            float v3 = w3[j];
            float sum = s[j];
            float other = t[j];
            s[j] = (((sum + a0 * v0) + a1 * v1) + a2 * v2) + a3 * v3;
            t[j] = (((other + b0 * v0) + b1 * v1) + b2 * v2) + b3 * v3;
        }
    }

    /**
     * {@code s[r][j] += Σ_k a[at + r · rowStep + k · step] · w[line + k][j]} for {@code 0 ≤ r < rows} and {@code from ≤ j <
     * to}.
     */
    static void add(
            int rows,
            float[][] s,
            float[] a,
            int at,
            int rowStep,
            int step,
            float[][] w,
            int line,
            int count,
            int from,
            int to) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            int first = at + k * step;
            int r = 0;
            for (; r + 2 <= rows; r += 2) {
                int even = first + r * rowStep;
                add2x4(s[r], s[r + 1], a, even, even + rowStep, step, w, line + k, from, to);
            }
            if (r < rows) {
                add1x4(s[r], a, first + r * rowStep, step, w, line + k, from, to);
            }
        }
        for (; k < count; k++) {
            for (int r = 0; r < rows; r++) {
                add1x1(s[r], a[at + r * rowStep + k * step], w[line + k], from, to);
            }
        }
    }
}
