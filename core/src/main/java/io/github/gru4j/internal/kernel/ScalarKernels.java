package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/**
 * The float32 set in plain Java, for virtual machines without the Vector API. Safe to share between threads; each thread
 * that calls it keeps a few working rows.
 */
final class ScalarKernels implements KernelSet {

    /** Rows whose sums grow together: each weight is fetched once for all of them. */
    private static final int BLOCK_ROWS = 8;

    /** Columns of a block of sums: {@link #BLOCK_ROWS} rows of them and the weights in use stay in the first-level cache. */
    private static final int BLOCK_COLUMNS = 512;

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

    private final ThreadLocal<ScalarScratch> scratch = ThreadLocal.withInitial(ScalarScratch::new);

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
        checkColumns(columns);
        float[] source = matrix.floats();
        float[][] rows = new float[inner][columns];
        for (int k = 0; k < inner; k++) {
            System.arraycopy(source, k * columns, rows[k], 0, columns);
        }
        return new Packed(rows, columns);
    }

    @Override
    public PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups) {
        checkColumns(rows);
        float[] source = matrix.floats();
        float[][] transposed = new float[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j][i] = source[i * columns + j];
            }
        }
        return new Packed(transposed, rows);
    }

    /** No accident may reach the loops, which would drop the highest bits of a larger number. */
    private static void checkColumns(int columns) {
        if (columns > ScalarSums.MAX_COLUMNS) {
            throw new IllegalArgumentException("KernelSet: columns of a packed matrix must be at most "
                    + ScalarSums.MAX_COLUMNS + ". Received: columns=" + columns + ".");
        }
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
        float[] start = init.floats();
        float[] result = c.floats();
        int blockColumns = rows == 1 ? Math.max(1, to - from) : BLOCK_COLUMNS;
        float[][] sums = scratch.get().sums(Math.min(rows, BLOCK_ROWS), to);
        for (int first = from; first < to; first += blockColumns) {
            int end = Math.min(to, first + blockColumns);
            int length = end - first;
            int startAt = initOffset + first - from;
            int resultAt = cOffset + first - from;
            for (int row = 0; row < rows; row += BLOCK_ROWS) {
                int count = Math.min(BLOCK_ROWS, rows - row);
                for (int r = 0; r < count; r++) {
                    System.arraycopy(start, startAt + (row + r) * initStride, sums[r], first, length);
                }
                ScalarSums.add(
                        count, sums, left, aOffset + row * aStride, aStride, 1, right, firstInner, inner, first, end);
                for (int r = 0; r < count; r++) {
                    System.arraycopy(sums[r], first, result, resultAt + (row + r) * cStride, length);
                }
            }
        }
    }

    @Override
    public void gruProducts(
            int rows,
            Tensor h,
            int hOffset,
            int hStride,
            int inner,
            PackedMatrix w,
            Tensor bias,
            Tensor g,
            int gOffset,
            int gStride) {
        int columns = w.paddedColumns(); // of all gates: one long loop over them rather than two shorter ones
        if (rows > 1 && columns > BLOCK_COLUMNS) {
            KernelSet.super.gruProducts(rows, h, hOffset, hStride, inner, w, bias, g, gOffset, gStride);
            return;
        }
        float[] values = g.floats();
        int width = columns / 3;
        int two = 2 * width; // the columns of z and r
        float[][] sums = scratch.get().sums(Math.min(rows, BLOCK_ROWS), columns);
        for (int row = 0; row < rows; row += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - row);
            int first = gOffset + row * gStride;
            for (int r = 0; r < count; r++) {
                System.arraycopy(values, first + r * gStride, sums[r], 0, two);
                System.arraycopy(bias.floats(), 0, sums[r], two, width);
            }
            int at = hOffset + row * hStride;
            ScalarSums.add(count, sums, h.floats(), at, hStride, 1, ((Packed) w).rows, 0, inner, 0, columns);
            for (int r = 0; r < count; r++) {
                System.arraycopy(sums[r], 0, values, first + r * gStride, two);
                System.arraycopy(sums[r], two, values, first + r * gStride + 3 * width, width);
            }
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
        for (int first = 0; first < n; first += OUTER_COLUMNS) {
            int width = Math.min(OUTER_COLUMNS, n - first);
            addOuter(
                    rows,
                    a,
                    aOffset,
                    aStride,
                    m,
                    g,
                    gOffset + first,
                    gStride,
                    width,
                    0,
                    0,
                    c,
                    cOffset + first,
                    cStride);
        }
    }

    @Override
    public void addGateOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int width,
            int last,
            Tensor c,
            int cOffset,
            int cStride) {
        if (3 * width > OUTER_COLUMNS) {
            KernelSet.super.addGateOuter(
                    rows, a, aOffset, aStride, m, g, gOffset, gStride, width, last, c, cOffset, cStride);
        } else {
            addOuter(rows, a, aOffset, aStride, m, g, gOffset, gStride, 2 * width, last, width, c, cOffset, cStride);
        }
    }

    /** For the {@code n} columns of g, and {@code more} that lie {@code last} after the first of them. */
    private void addOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int n,
            int last,
            int more,
            Tensor c,
            int cOffset,
            int cStride) {
        float[] left = a.floats();
        float[] right = g.floats();
        float[] result = c.floats();
        int width = n + more;
        ScalarScratch mine = scratch.get();
        float[][] sums = mine.sums(2, OUTER_COLUMNS);
        float[][] lines = mine.lines(OUTER_ROWS, OUTER_COLUMNS); // rows of g, each from index 0
        for (int row = 0; row < rows; row += OUTER_ROWS) {
            int count = Math.min(OUTER_ROWS, rows - row);
            for (int i = 0; i < count; i++) {
                int from = gOffset + (row + i) * gStride;
                System.arraycopy(right, from, lines[i], 0, n);
                System.arraycopy(right, from + last, lines[i], n, more);
            }
            for (int i = 0; i < m; i += 2) {
                int pair = Math.min(2, m - i);
                int at = cOffset + i * cStride;
                for (int p = 0; p < pair; p++) {
                    System.arraycopy(result, at + p * cStride, sums[p], 0, width);
                }
                ScalarSums.add(pair, sums, left, aOffset + row * aStride + i, 1, aStride, lines, 0, count, 0, width);
                for (int p = 0; p < pair; p++) {
                    System.arraycopy(sums[p], 0, result, at + p * cStride, width);
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
        float[] work = scratch.get().gates(ScalarGates.LINES, ScalarGates.BLOCK)[0];
        for (int first = 0; first < n; first += ScalarGates.BLOCK) {
            int count = Math.min(ScalarGates.BLOCK, n - first);
            System.arraycopy(x.floats(), xOffset + first, work, 0, count);
            ScalarGates.sigmoid(count, work);
            System.arraycopy(work, 0, y.floats(), yOffset + first, count);
        }
    }

    @Override
    public void tanh(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        float[] work = scratch.get().gates(ScalarGates.LINES, ScalarGates.BLOCK)[0];
        for (int first = 0; first < n; first += ScalarGates.BLOCK) {
            int count = Math.min(ScalarGates.BLOCK, n - first);
            System.arraycopy(x.floats(), xOffset + first, work, 0, count);
            ScalarGates.tanh(count, work);
            System.arraycopy(work, 0, y.floats(), yOffset + first, count);
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
        ScalarGates.forward(
                scratch.get().gates(ScalarGates.LINES, ScalarGates.lineLength(width)),
                rows,
                width,
                g.floats(),
                gOffset,
                gStride,
                rh.floats(),
                rhOffset,
                rhStride,
                hPrev.floats(),
                hPrevOffset,
                hPrevStride,
                hNext.floats(),
                hNextOffset,
                hNextStride);
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
        ScalarGates.backward(
                scratch.get().gates(ScalarGates.LINES, ScalarGates.lineLength(width)),
                rows,
                width,
                g.floats(),
                gOffset,
                gStride,
                rh.floats(),
                rhOffset,
                rhStride,
                hPrev.floats(),
                hPrevOffset,
                hPrevStride,
                dh.floats(),
                dhOffset,
                dhStride);
    }
}
