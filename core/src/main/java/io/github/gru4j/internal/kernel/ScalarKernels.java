package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/**
 * The float32 set in plain Java, for virtual machines without the Vector API. Safe to share between threads; each thread
 * that calls it keeps a small working row.
 */
final class ScalarKernels implements KernelSet {

    /*
     * Plain loops can still run on vectors: C2 vectorises one whose arrays are all distinct and all indexed by the same j.
     * It gives up on slices of one array at several offsets. So every weight row is an array of its own, sums grow in a
     * working row in which column j sits at index j, and four weight rows are taken per pass so that loads and stores of
     * the sums do not dominate. The four products are added one after the other, which keeps each output element one
     * chain over ascending k. There is no Math.fma: without the hardware instruction it is far slower than two operations.
     */

    /** Weight rows and columns of a block that several rows read in turn: half of a 1 MiB second-level cache. */
    private static final int BLOCK_ROWS = 128;

    private static final int BLOCK_COLUMNS = 1024;

    /** Rows of the gradient that {@link #addOuter} copies at a time. */
    private static final int OUTER_ROWS = 32;

    /** Columns that {@link #addOuter} handles at a time. */
    private static final int OUTER_COLUMNS = 512;

    /** One array per packed row: (inner)(paddedColumns). One lane, so nothing is ever padded. */
    private record Packed(float[][] rows, int paddedColumns) implements PackedMatrix {
        @Override
        public int inner() {
            return rows.length;
        }
    }

    /** What a thread keeps between calls so that a warmed call allocates nothing. */
    private static final class Scratch {
        private float[] sums = {};
        private float[][] outer = {};
        private float[][] gates = {};

        float[] sums(int length) {
            if (sums.length < length) {
                sums = new float[length];
            }
            return sums;
        }

        float[][] outer() {
            if (outer.length == 0) {
                outer = new float[OUTER_ROWS][OUTER_COLUMNS];
            }
            return outer;
        }

        float[][] gates(int width) {
            if (gates.length == 0 || gates[0].length < width) {
                gates = new float[6][width];
            }
            return gates;
        }
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public PackedMatrix pack(Tensor matrix, int inner, int columns, int groups) {
        float[] source = matrix.floats();
        float[][] rows = new float[inner][columns];
        for (int k = 0; k < inner; k++) {
            System.arraycopy(source, k * columns, rows[k], 0, columns);
        }
        return new Packed(rows, columns);
    }

    @Override
    public PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups) {
        float[] source = matrix.floats();
        float[][] transposed = new float[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j][i] = source[i * columns + j];
            }
        }
        return new Packed(transposed, rows);
    }

    @Override
    public void matmul(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int inner,
            PackedMatrix w,
            int firstInner,
            int from,
            int to,
            Tensor init,
            int initOffset,
            int initStride,
            Tensor c,
            int cOffset,
            int cStride) {
        float[] left = a.floats();
        float[][] right = ((Packed) w).rows;
        float[] result = c.floats();
        float[] sums = scratch.get().sums(to);
        // One row reads every weight once; several rows take turns on a block of weights that stays in the cache.
        int blockRows = rows == 1 ? Math.max(1, inner) : BLOCK_ROWS;
        int blockColumns = rows == 1 ? Math.max(1, to - from) : BLOCK_COLUMNS;
        for (int first = from; first < to; first += blockColumns) {
            int end = Math.min(to, first + blockColumns);
            int skipped = first - from;
            int k = 0;
            do {
                int count = Math.min(blockRows, inner - k);
                float[] start = k == 0 ? init.floats() : result;
                int startOffset = (k == 0 ? initOffset : cOffset) + skipped;
                int startStride = k == 0 ? initStride : cStride;
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(start, startOffset + row * startStride, sums, first, end - first);
                    addProducts(sums, left, aOffset + row * aStride + k, right, firstInner + k, count, first, end);
                    System.arraycopy(sums, first, result, cOffset + row * cStride + skipped, end - first);
                }
                k += count;
            } while (k < inner);
        }
    }

    /** {@code sums[j] += Σ_k a[at + k] · w[line + k][j]} for {@code from ≤ j < to}, k ascending. */
    private static void addProducts(
            float[] sums, float[] a, int at, float[][] w, int line, int count, int from, int to) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            addProducts(
                    sums,
                    a[at + k],
                    w[line + k],
                    a[at + k + 1],
                    w[line + k + 1],
                    a[at + k + 2],
                    w[line + k + 2],
                    a[at + k + 3],
                    w[line + k + 3],
                    from,
                    to);
        }
        for (; k < count; k++) {
            addProduct(sums, a[at + k], w[line + k], from, to);
        }
    }

    private static void addProducts(
            float[] sums,
            float a0,
            float[] w0,
            float a1,
            float[] w1,
            float a2,
            float[] w2,
            float a3,
            float[] w3,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            sums[j] = (((sums[j] + a0 * w0[j]) + a1 * w1[j]) + a2 * w2[j]) + a3 * w3[j];
        }
    }

    private static void addProduct(float[] sums, float a, float[] w, int from, int to) {
        for (int j = from; j < to; j++) {
            sums[j] += a * w[j];
        }
    }

    @Override
    public void addOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int n,
            Tensor c,
            int cOffset,
            int cStride) {
        float[] left = a.floats();
        float[] right = g.floats();
        float[] result = c.floats();
        Scratch mine = scratch.get();
        float[] sums = mine.sums(OUTER_COLUMNS);
        float[][] lines = mine.outer(); // rows of g, each from index 0
        for (int first = 0; first < n; first += OUTER_COLUMNS) {
            int width = Math.min(OUTER_COLUMNS, n - first);
            for (int row = 0; row < rows; row += OUTER_ROWS) {
                int count = Math.min(OUTER_ROWS, rows - row);
                for (int i = 0; i < count; i++) {
                    System.arraycopy(right, gOffset + (row + i) * gStride + first, lines[i], 0, width);
                }
                for (int i = 0; i < m; i++) {
                    int out = cOffset + i * cStride + first;
                    System.arraycopy(result, out, sums, 0, width);
                    int at = aOffset + row * aStride + i;
                    int k = 0;
                    for (; k + 4 <= count; k += 4) {
                        addProducts(
                                sums,
                                left[at + k * aStride],
                                lines[k],
                                left[at + (k + 1) * aStride],
                                lines[k + 1],
                                left[at + (k + 2) * aStride],
                                lines[k + 2],
                                left[at + (k + 3) * aStride],
                                lines[k + 3],
                                0,
                                width);
                    }
                    for (; k < count; k++) {
                        addProduct(sums, left[at + k * aStride], lines[k], 0, width);
                    }
                    System.arraycopy(sums, 0, result, out, width);
                }
            }
        }
    }

    @Override
    public void addColumnSums(int rows, int n, Tensor g, int gOffset, int gStride, Tensor out, int outOffset) {
        float[] values = g.floats();
        float[] sums = out.floats();
        for (int row = 0; row < rows; row++) {
            int line = gOffset + row * gStride;
            for (int j = 0; j < n; j++) {
                sums[outOffset + j] += values[line + j];
            }
        }
    }

    @Override
    public void sigmoid(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        float[] work = scratch.get().sums(n);
        System.arraycopy(x.floats(), xOffset, work, 0, n);
        sigmoid(n, work);
        System.arraycopy(work, 0, y.floats(), yOffset, n);
    }

    @Override
    public void tanh(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        float[] work = scratch.get().sums(n);
        System.arraycopy(x.floats(), xOffset, work, 0, n);
        tanh(n, work);
        System.arraycopy(work, 0, y.floats(), yOffset, n);
    }

    private static void sigmoid(int n, float[] x) {
        for (int j = 0; j < n; j++) {
            x[j] = ScalarTanh.sigmoid(x[j]);
        }
    }

    private static void tanh(int n, float[] x) {
        for (int j = 0; j < n; j++) {
            x[j] = ScalarTanh.of(x[j]);
        }
    }

    @Override
    public void gruGates(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor rh,
            int rhOffset,
            int rhStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            Tensor hNext,
            int hNextOffset,
            int hNextStride) {
        float[] gates = g.floats(); // (rows, z | r | h)
        float[][] lines = scratch.get().gates(width);
        float[] z = lines[0];
        float[] r = lines[1];
        float[] hh = lines[2];
        float[] recurrent = lines[3];
        float[] h = lines[4];
        for (int row = 0; row < rows; row++) {
            int at = gOffset + row * gStride;
            System.arraycopy(gates, at, z, 0, width);
            System.arraycopy(gates, at + width, r, 0, width);
            System.arraycopy(gates, at + 2 * width, hh, 0, width);
            System.arraycopy(rh.floats(), rhOffset + row * rhStride, recurrent, 0, width);
            System.arraycopy(hPrev.floats(), hPrevOffset + row * hPrevStride, h, 0, width);
            sigmoid(width, z);
            sigmoid(width, r);
            addRecurrent(width, r, recurrent, hh);
            tanh(width, hh);
            blend(width, z, hh, h);
            System.arraycopy(z, 0, gates, at, width);
            System.arraycopy(r, 0, gates, at + width, width);
            System.arraycopy(hh, 0, gates, at + 2 * width, width);
            System.arraycopy(h, 0, hNext.floats(), hNextOffset + row * hNextStride, width);
        }
    }

    private static void addRecurrent(int width, float[] r, float[] recurrent, float[] hh) {
        for (int j = 0; j < width; j++) {
            hh[j] += r[j] * recurrent[j];
        }
    }

    private static void blend(int width, float[] z, float[] hh, float[] h) {
        for (int j = 0; j < width; j++) {
            h[j] = z[j] * h[j] + (1 - z[j]) * hh[j];
        }
    }

    @Override
    public void gruGatesBackward(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor rh,
            int rhOffset,
            int rhStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            Tensor dh,
            int dhOffset,
            int dhStride) {
        float[] gates = g.floats(); // (rows, z | r | hh), becomes (rows, dz | dr | dhh)
        float[][] lines = scratch.get().gates(width);
        float[] z = lines[0];
        float[] r = lines[1];
        float[] hh = lines[2];
        float[] recurrent = lines[3];
        float[] h = lines[4];
        float[] d = lines[5];
        for (int row = 0; row < rows; row++) {
            int at = gOffset + row * gStride;
            int atRecurrent = rhOffset + row * rhStride;
            int atGradient = dhOffset + row * dhStride;
            System.arraycopy(gates, at, z, 0, width);
            System.arraycopy(gates, at + width, r, 0, width);
            System.arraycopy(gates, at + 2 * width, hh, 0, width);
            System.arraycopy(rh.floats(), atRecurrent, recurrent, 0, width);
            System.arraycopy(hPrev.floats(), hPrevOffset + row * hPrevStride, h, 0, width);
            System.arraycopy(dh.floats(), atGradient, d, 0, width);
            backward(width, z, r, hh, recurrent, h, d);
            System.arraycopy(h, 0, gates, at, width);
            System.arraycopy(z, 0, gates, at + width, width);
            System.arraycopy(hh, 0, gates, at + 2 * width, width);
            System.arraycopy(recurrent, 0, rh.floats(), atRecurrent, width);
            System.arraycopy(d, 0, dh.floats(), atGradient, width);
        }
    }

    // One output per loop: with five of them JDK 17 no longer vectorises.
    private static void backward(int width, float[] z, float[] r, float[] hh, float[] recurrent, float[] h, float[] d) {
        for (int j = 0; j < width; j++) {
            h[j] = d[j] * (h[j] - hh[j]) * z[j] * (1 - z[j]); // dz
        }
        for (int j = 0; j < width; j++) {
            hh[j] = d[j] * (1 - z[j]) * (1 - hh[j] * hh[j]); // dhh
        }
        for (int j = 0; j < width; j++) {
            d[j] = d[j] * z[j]; // dhPrev
        }
        for (int j = 0; j < width; j++) {
            z[j] = hh[j] * recurrent[j] * r[j] * (1 - r[j]); // dr
        }
        for (int j = 0; j < width; j++) {
            recurrent[j] = hh[j] * r[j]; // drh
        }
    }
}
