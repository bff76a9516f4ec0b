package io.github.gru4j.internal.kernel.vector;

/**
 * Cuts a product {@code c[r, :] = init[r, :] + Σ_k a[r, k] · w[k, :]} into tiles of a few rows and a panel of one to three
 * vectors of columns, and a sum of outer products likewise.
 *
 * <p>Every output element is one chain of fused multiply-adds over ascending k in one lane of one register, whichever tile
 * it falls in: that is why results depend neither on the number of rows nor on the range of columns.
 *
 * <p>The parameters of a tile:
 *
 * <pre>
 *   a[r, k]        at aAt + r + k * aStep: the rows of a tile lie side by side, see {@link #packRows}
 *   w[k, v]        vector v at wAt + k * wStep + v * wBlock, panel p at p * wPanel from there
 *   init, c [r, v] vectors 0, 1 and last of row r at cAt + r * cRow + {0, cBlock, cLast}, panel p at p * cPanel from there
 * </pre>
 */
final class VectorMatmul {

    /*
     * Measured lessons that shape this class:
     * - 8 rows by 3 vectors keeps 24 sums, 3 weights and a broadcast in 32 registers. With the 16 registers of 256-bit x86
     *   machines, 4 by 3 is the largest that fits.
     * - Rows of a side by side leave a tile two running addresses. With a stride between rows it needs one more for each of
     *   them, runs out of general registers and loses a tenth; copying the rows costs less, and every panel profits.
     * - A method that calls helpers on vectors, or holds many loops over vectors, is compiled to code that allocates every
     *   vector. So each tile is one method that calls only FloatVector itself, and choosing the tile happens out here.
     */

    private static final int LANES = Species.FLOATS.length();

    /** Rows of the largest tile: AVX-512 and ARM have 32 registers, others 16. */
    private static final int TILE_ROWS = Species.FLOATS.vectorBitSize() >= 512
                    || System.getProperty("os.arch", "").equals("aarch64")
            ? 8
            : 4;

    /** Rows whose left operand is put side by side at a time: for 512 numbers each they take 256 KiB, and stay in a cache. */
    private static final int BLOCK_ROWS = 128;

    /** Length of the sums that {@link #addOuter} adds up at a time: three vectors of each row take 48 KiB, and stay in a cache. */
    private static final int OUTER_INNER = 256;

    /** Rows of the result of {@link #addOuter} below which its operands are read where they are. */
    private static final int OUTER_PACKED_ROWS = 32;

    /** Numbers in a packed matrix from which one row reads a single panel at a time: several streams slow the third-level cache. */
    private static final int ONE_STREAM = 1 << 19;

    private VectorMatmul() {}

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#matmul} describes. */
    static void multiply(
            Scratch scratch,
            int rows,
            float[] a,
            int aOffset,
            int aStride,
            int inner,
            PackedPanels w,
            int firstInner,
            int from,
            int to,
            float[] init,
            int initOffset,
            int initStride,
            float[] c,
            int cOffset,
            int cStride) {
        int width = w.paddedColumns() / w.groups();
        multiply(
                scratch,
                rows,
                a,
                aOffset,
                aStride,
                inner,
                w,
                firstInner,
                from,
                to,
                init,
                initOffset,
                initStride,
                c,
                cOffset,
                cStride,
                to - from - width);
    }

    /**
     * As above.
     *
     * @param last where the columns of the last group are in init and c, counted from those of the first; of a matrix with
     *     several groups only
     */
    static void multiply(
            Scratch scratch,
            int rows,
            float[] a,
            int aOffset,
            int aStride,
            int inner,
            PackedPanels w,
            int firstInner,
            int from,
            int to,
            float[] init,
            int initOffset,
            int initStride,
            float[] c,
            int cOffset,
            int cStride,
            int last) {
        if (from == to) {
            return;
        }
        if (rows == 1) {
            panels(1, inner, a, aOffset, w, firstInner, from, to, init, initOffset, 0, c, cOffset, 0, last);
            return;
        }
        float[] left = scratch.left(Math.min(rows, BLOCK_ROWS) * inner);
        for (int row = 0; row < rows; row += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - row);
            packRows(count, inner, a, aOffset + row * aStride, aStride, left);
            panels(
                    count,
                    inner,
                    left,
                    0,
                    w,
                    firstInner,
                    from,
                    to,
                    init,
                    initOffset + row * initStride,
                    initStride,
                    c,
                    cOffset + row * cStride,
                    cStride,
                    last);
        }
    }

    /** Rows of the tile that takes up {@code left} rows: tiles of about one height, none higher than fits the registers. */
    private static int height(int left) {
        int tiles = (left + TILE_ROWS - 1) / TILE_ROWS;
        return (left + tiles - 1) / tiles;
    }

    /** Copies rows tile by tile: (tiles, inner, rows of the tile). */
    private static void packRows(int rows, int inner, float[] a, int aAt, int aStride, float[] packed) {
        int row = 0;
        while (row < rows) {
            int height = height(rows - row);
            int from = aAt + row * aStride;
            int to = row * inner;
            if (height == 8) {
                pack8(inner, a, from, aStride, packed, to);
            } else {
                for (int r = 0; r < height; r++) {
                    for (int k = 0; k < inner; k++) {
                        packed[to + k * height + r] = a[from + r * aStride + k];
                    }
                }
            }
            row += height;
        }
    }

    private static void pack8(int inner, float[] a, int at, int stride, float[] packed, int to) {
        int at4 = at + 4 * stride;
        for (int k = 0; k < inner; k++) {
            int target = to + 8 * k;
            packed[target] = a[at + k];
            packed[target + 1] = a[at + k + stride];
            packed[target + 2] = a[at + k + 2 * stride];
            packed[target + 3] = a[at + k + 3 * stride];
            packed[target + 4] = a[at4 + k];
            packed[target + 5] = a[at4 + k + stride];
            packed[target + 6] = a[at4 + k + 2 * stride];
            packed[target + 7] = a[at4 + k + 3 * stride];
        }
    }

    /** All columns wanted, for rows side by side. */
    private static void panels(
            int rows,
            int inner,
            float[] a,
            int aAt,
            PackedPanels w,
            int firstInner,
            int from,
            int to,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int last) {
        if (w.groups() == 1) {
            adjacentPanels(
                    rows, inner, a, aAt, w, firstInner, from / LANES, to / LANES, init, initAt, initRow, c, cAt, cRow);
        } else {
            groupedPanels(rows, inner, a, aAt, w, firstInner, from, to, init, initAt, initRow, c, cAt, cRow, last);
        }
    }

    /** The vectors {@code from … to - 1} of a matrix of one group. */
    private static void adjacentPanels(
            int rows,
            int inner,
            float[] a,
            int aAt,
            PackedPanels w,
            int firstInner,
            int from,
            int to,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        int all = w.paddedColumns() / LANES;
        boolean several = w.values().length < ONE_STREAM;
        int vector = 0;
        while (vector < to) {
            int vectors = PackedPanels.vectors(all - vector);
            int step = vectors * LANES;
            int first = Math.max(vector, from);
            int end = Math.min(vector + vectors, to);
            int at = vector * w.inner() * LANES + firstInner * step + (first - vector) * LANES;
            int column = (first - from) * LANES;
            boolean pair =
                    rows == 1 && several && end - first == 3 && to - end >= 3 && PackedPanels.vectors(all - end) == 3;
            if (pair) {
                RowTiles.panels2x3(
                        inner,
                        a,
                        aAt,
                        1,
                        w.values(),
                        at,
                        step,
                        LANES,
                        w.inner() * step,
                        init,
                        initAt + column,
                        c,
                        cAt + column,
                        LANES,
                        2 * LANES,
                        step);
                vectors += 3;
            } else if (first < end) {
                tiles(
                        end - first,
                        rows,
                        inner,
                        a,
                        aAt,
                        w.values(),
                        at,
                        step,
                        LANES,
                        init,
                        initAt + column,
                        initRow,
                        c,
                        cAt + column,
                        cRow,
                        LANES,
                        (end - first - 1) * LANES);
            }
            vector += vectors;
        }
    }

    /** The columns {@code from … to - 1}, which are whole groups, of a matrix of several groups. */
    private static void groupedPanels(
            int rows,
            int inner,
            float[] a,
            int aAt,
            PackedPanels w,
            int firstInner,
            int from,
            int to,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int last) {
        float[] values = w.values();
        int blocks = w.paddedColumns() / (w.groups() * LANES);
        int step = w.groups() * LANES;
        int panel = w.inner() * step;
        int groups = (to - from) / (blocks * LANES);
        int start = firstInner * step + from / blocks;
        boolean several = rows == 1 && values.length < ONE_STREAM;
        int block = 0;
        while (block < blocks) {
            int left = blocks - block;
            int at = start + block * panel;
            int in = initAt + block * LANES;
            int out = cAt + block * LANES;
            if (groups == 1) {
                // The same vector of several panels, to fill the registers.
                int vectors = PackedPanels.vectors(left);
                tiles(
                        vectors,
                        rows,
                        inner,
                        a,
                        aAt,
                        values,
                        at,
                        step,
                        panel,
                        init,
                        in,
                        initRow,
                        c,
                        out,
                        cRow,
                        LANES,
                        (vectors - 1) * LANES);
                block += vectors;
            } else if (several && groups == 3 && left >= 2) {
                RowTiles.panels2x3(
                        inner,
                        a,
                        aAt,
                        1,
                        values,
                        at,
                        step,
                        LANES,
                        panel,
                        init,
                        in,
                        c,
                        out,
                        blocks * LANES,
                        last,
                        LANES);
                block += 2;
            } else if (several && groups == 2 && left >= 4) {
                RowTiles.panels4x2(inner, a, aAt, 1, values, at, step, LANES, panel, init, in, c, out, last, LANES);
                block += 4;
            } else {
                tiles(
                        groups,
                        rows,
                        inner,
                        a,
                        aAt,
                        values,
                        at,
                        step,
                        LANES,
                        init,
                        in,
                        initRow,
                        c,
                        out,
                        cRow,
                        blocks * LANES,
                        last);
                block++;
            }
        }
    }

    /** One panel and all rows. */
    private static void tiles(
            int vectors,
            int rows,
            int inner,
            float[] a,
            int aAt,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int cBlock,
            int cLast) {
        int row = 0;
        while (row < rows) {
            int height = height(rows - row);
            tile(
                    vectors,
                    height,
                    inner,
                    a,
                    aAt + row * inner,
                    height,
                    w,
                    wAt,
                    wStep,
                    wBlock,
                    init,
                    initAt + row * initRow,
                    initRow,
                    c,
                    cAt + row * cRow,
                    cRow,
                    cBlock,
                    cLast);
            row += height;
        }
    }

    private static void tile(
            int vectors,
            int height,
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int cBlock,
            int cLast) {
        switch (vectors) {
            case 3 ->
                tile3(
                        height, inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow,
                        cBlock, cLast);
            case 2 ->
                tile2(height, inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            default -> tile1(height, inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
        }
    }

    private static void tile3(
            int height,
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int cBlock,
            int cLast) {
        switch (height) {
            case 8 ->
                Tiles3.rows8(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 7 ->
                Tiles3.rows7(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 6 ->
                Tiles3.rows6(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 5 ->
                Tiles3.rows5(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 4 ->
                Tiles3.rows4(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 3 ->
                Tiles3.rows3(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            case 2 ->
                Tiles3.rows2(
                        inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cBlock,
                        cLast);
            default -> Tiles3.rows1(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, c, cAt, cBlock, cLast);
        }
    }

    private static void tile2(
            int height,
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow,
            int cLast) {
        switch (height) {
            case 8 ->
                Tiles2.rows8(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 7 ->
                Tiles2.rows7(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 6 ->
                Tiles2.rows6(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 5 ->
                Tiles2.rows5(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 4 ->
                Tiles2.rows4(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 3 ->
                Tiles2.rows3(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            case 2 ->
                Tiles2.rows2(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow, cLast);
            default -> Tiles2.rows1(inner, a, aAt, aStep, w, wAt, wStep, wBlock, init, initAt, c, cAt, cLast);
        }
    }

    private static void tile1(
            int height,
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        switch (height) {
            case 8 -> Tiles1.rows8(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 7 -> Tiles1.rows7(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 6 -> Tiles1.rows6(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 5 -> Tiles1.rows5(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 4 -> Tiles1.rows4(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 3 -> Tiles1.rows3(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 2 -> Tiles1.rows2(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            default -> Tiles1.rows1(inner, a, aAt, aStep, w, wAt, wStep, init, initAt, c, cAt);
        }
    }

    /**
     * {@code c[i, :] += Σ_r a[r, i] · g[r, :]}: the same tiles with the left operand read by columns, which lie side by side
     * as they are.
     *
     * @param rows length of the sum
     * @param a row r at {@code aAt + r * aStride}
     * @param m rows of the result
     * @param g row r at {@code gAt + r * gStride}
     * @param vectors number of vectors of columns
     * @param c row i at {@code cAt + i * cStride}
     */
    static void addOuter(
            Scratch scratch,
            int rows,
            float[] a,
            int aAt,
            int aStride,
            int m,
            float[] g,
            int gAt,
            int gStride,
            int vectors,
            float[] c,
            int cAt,
            int cStride) {
        boolean packed = m >= OUTER_PACKED_ROWS;
        int most = Math.min(rows, OUTER_INNER);
        float[] left = packed ? scratch.left(m * most) : a;
        float[] right = packed ? scratch.right(PackedPanels.VECTORS * LANES * most) : g;
        for (int row = 0; row < rows; row += OUTER_INNER) {
            int inner = Math.min(OUTER_INNER, rows - row);
            int aRow = aAt + row * aStride;
            int gRow = gAt + row * gStride;
            if (packed) {
                packColumns(m, inner, a, aRow, aStride, left);
            }
            int vector = 0;
            while (vector < vectors) {
                int count = PackedPanels.vectors(vectors - vector);
                int step = count * LANES;
                int panel = gRow + vector * LANES;
                if (packed) {
                    for (int k = 0; k < inner; k++) {
                        System.arraycopy(g, panel + k * gStride, right, k * step, step);
                    }
                }
                int i = 0;
                while (i < m) {
                    int height = height(m - i);
                    int out = cAt + i * cStride + vector * LANES;
                    tile(
                            count,
                            height,
                            inner,
                            left,
                            packed ? i * inner : aRow + i,
                            packed ? height : aStride,
                            right,
                            packed ? 0 : panel,
                            packed ? step : gStride,
                            LANES,
                            c,
                            out,
                            cStride,
                            c,
                            out,
                            cStride,
                            LANES,
                            (count - 1) * LANES);
                    i += height;
                }
                vector += count;
            }
        }
    }

    /** Copies columns tile by tile: (tiles, inner, columns of the tile). */
    private static void packColumns(int m, int inner, float[] a, int aAt, int aStride, float[] packed) {
        int i = 0;
        while (i < m) {
            int height = height(m - i);
            for (int k = 0; k < inner; k++) {
                System.arraycopy(a, aAt + k * aStride + i, packed, i * inner + k * height, height);
            }
            i += height;
        }
    }
}
