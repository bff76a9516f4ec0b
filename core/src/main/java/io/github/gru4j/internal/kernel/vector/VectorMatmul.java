package io.github.gru4j.internal.kernel.vector;

/**
 * Cuts a product {@code c[r, :] = init[r, :] + Σ_k a[r, k] · w[k, :]} into tiles of a few rows and a panel of one to three
 * vectors of columns.
 *
 * <p>Every output element is one chain of fused multiply-adds over ascending k in one lane of one register, whichever tile
 * it falls in: that is why results depend neither on the number of rows nor on the range of columns.
 *
 * <p>The parameters of a tile:
 *
 * <pre>
 *   a[r, k]        at aAt + r + k * aStep where the rows of a tile lie side by side, see {@link #packRows};
 *                  at aAt + r * aRow + k where they do not
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
     *   them, runs out of general registers and loses up to a tenth. Copying the rows costs less where many panels profit.
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

    /** Vectors of columns from which the copying pays. */
    private static final int PACKED_VECTORS = 32;

    /** What stands for the distance between rows where they lie side by side. */
    static final int SIDE_BY_SIDE = 0;

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
        if (rows == 1 || to - from < PACKED_VECTORS * LANES) {
            panels(
                    rows,
                    inner,
                    a,
                    aOffset,
                    rows == 1 ? SIDE_BY_SIDE : aStride,
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
                    last);
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
                    SIDE_BY_SIDE,
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
    static int height(int left) {
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
            int aRow,
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
                    rows,
                    inner,
                    a,
                    aAt,
                    aRow,
                    w,
                    firstInner,
                    from / LANES,
                    to / LANES,
                    init,
                    initAt,
                    initRow,
                    c,
                    cAt,
                    cRow);
        } else {
            groupedPanels(
                    rows, inner, a, aAt, aRow, w, firstInner, from, to, init, initAt, initRow, c, cAt, cRow, last);
        }
    }

    /** The vectors {@code from … to - 1} of a matrix of one group. */
    private static void adjacentPanels(
            int rows,
            int inner,
            float[] a,
            int aAt,
            int aRow,
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
                        aRow,
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
            int aRow,
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
                        aRow,
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
                        aRow,
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
            int aRow,
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
                    aAt + row * (aRow == SIDE_BY_SIDE ? inner : aRow),
                    aRow,
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

    static void tile(
            int vectors,
            int height,
            int inner,
            float[] a,
            int aAt,
            int aRow,
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
        boolean packed = aRow == SIDE_BY_SIDE || height == 1;
        int a1 = packed ? height : aRow; // aStep or aRow
        switch (vectors) {
            case 3 -> {
                if (packed) {
                    Tiles3.rows(
                            height, inner, a, aAt, a1, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow,
                            cBlock, cLast);
                } else {
                    StridedTiles3.rows(
                            height, inner, a, aAt, a1, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow,
                            cBlock, cLast);
                }
            }
            case 2 -> {
                if (packed) {
                    Tiles2.rows(
                            height, inner, a, aAt, a1, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow,
                            cLast);
                } else {
                    StridedTiles2.rows(
                            height, inner, a, aAt, a1, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow,
                            cLast);
                }
            }
            default -> {
                if (packed) {
                    Tiles1.rows(height, inner, a, aAt, a1, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
                } else {
                    StridedTiles1.rows(height, inner, a, aAt, a1, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
                }
            }
        }
    }

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#gruSums} describes. */
    static void gruSums(
            float[] x,
            int xAt,
            PackedPanels kernel,
            float[] bias,
            float[] h,
            int hAt,
            PackedPanels recurrent,
            float[] recurrentBias,
            float[] g,
            int gAt) {
        int features = kernel.inner();
        int units = recurrent.inner();
        int width = kernel.paddedColumns() / 3;
        float[] w = kernel.values();
        float[] u = recurrent.values();
        boolean several = u.length < ONE_STREAM;
        int first = 0; // unit
        while (first < width) {
            int wAt = 3 * first * features;
            int uAt = 3 * first * units;
            int out = gAt + first;
            if (several && first + LANES < width) {
                RowTiles.gruSums2(
                        features, x, xAt, w, wAt, units, h, hAt, u, uAt, bias, recurrentBias, first, g, out, width);
                first += 2 * LANES;
            } else {
                RowTiles.gruSums1(
                        features, x, xAt, w, wAt, units, h, hAt, u, uAt, bias, recurrentBias, first, g, out, width);
                first += LANES;
            }
        }
    }

    /** One row of what {@link io.github.gru4j.internal.kernel.KernelSet#gruProducts} describes. */
    static void gruProducts(float[] h, int hAt, PackedPanels recurrent, float[] recurrentBias, float[] g, int gAt) {
        int units = recurrent.inner();
        int width = recurrent.paddedColumns() / 3;
        float[] u = recurrent.values();
        boolean several = u.length < ONE_STREAM;
        int first = 0; // unit
        while (first < width) {
            int uAt = 3 * first * units;
            int out = gAt + first;
            if (several && first + LANES < width) {
                RowTiles.gruProducts2(units, h, hAt, u, uAt, recurrentBias, first, g, out, width);
                first += 2 * LANES;
            } else {
                RowTiles.gruProducts1(units, h, hAt, u, uAt, recurrentBias, first, g, out, width);
                first += LANES;
            }
        }
    }
}
