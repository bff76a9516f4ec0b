package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.Tensor;

/**
 * Copies between rows and columns of float32 matrices: {@code m} is (rows, few), {@code t} its transpose (few, rows). Many
 * rows and few columns are expected, as of a batch.
 */
public final class Transpose {

    /*
     * Four columns at a time, with their positions in a row as constants: C2 then checks the bounds once for all of them.
     */

    private Transpose() {}

    /** {@code t[c, r] = m[r, c]}. */
    public static void toColumns(
            int rows, int few, Tensor m, int mOffset, int mStride, Tensor t, int tOffset, int tStride) {
        float[] from = m.floats();
        float[] to = t.floats();
        int c = 0;
        for (; c + 4 <= few; c += 4) {
            int t0 = tOffset + c * tStride;
            int t1 = t0 + tStride;
            int t2 = t1 + tStride;
            int t3 = t2 + tStride;
            int at = mOffset + c;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[t0 + r] = from[at];
                to[t1 + r] = from[at + 1];
                to[t2 + r] = from[at + 2];
                to[t3 + r] = from[at + 3];
            }
        }
        for (; c < few; c++) {
            int at = mOffset + c;
            int target = tOffset + c * tStride;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[target + r] = from[at];
            }
        }
    }

    /** {@code t[c, r] += m[r, c]}. */
    public static void addToColumns(
            int rows, int few, Tensor m, int mOffset, int mStride, Tensor t, int tOffset, int tStride) {
        float[] from = m.floats();
        float[] to = t.floats();
        int c = 0;
        for (; c + 4 <= few; c += 4) {
            int t0 = tOffset + c * tStride;
            int t1 = t0 + tStride;
            int t2 = t1 + tStride;
            int t3 = t2 + tStride;
            int at = mOffset + c;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[t0 + r] += from[at];
                to[t1 + r] += from[at + 1];
                to[t2 + r] += from[at + 2];
                to[t3 + r] += from[at + 3];
            }
        }
        for (; c < few; c++) {
            int at = mOffset + c;
            int target = tOffset + c * tStride;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[target + r] += from[at];
            }
        }
    }

    /** {@code m[r, c] = t[c, r]}. */
    public static void toRows(
            int rows, int few, Tensor t, int tOffset, int tStride, Tensor m, int mOffset, int mStride) {
        float[] from = t.floats();
        float[] to = m.floats();
        int c = 0;
        for (; c + 4 <= few; c += 4) {
            int t0 = tOffset + c * tStride;
            int t1 = t0 + tStride;
            int t2 = t1 + tStride;
            int t3 = t2 + tStride;
            int at = mOffset + c;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[at] = from[t0 + r];
                to[at + 1] = from[t1 + r];
                to[at + 2] = from[t2 + r];
                to[at + 3] = from[t3 + r];
            }
        }
        for (; c < few; c++) {
            int at = mOffset + c;
            int source = tOffset + c * tStride;
            for (int r = 0; r < rows; r++, at += mStride) {
                to[at] = from[source + r];
            }
        }
    }
}
