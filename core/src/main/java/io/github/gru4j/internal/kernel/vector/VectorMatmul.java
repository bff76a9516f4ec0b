package io.github.gru4j.internal.kernel.vector;

/**
 * Cuts a product {@code c[r, :] = init[r, :] + Σ_k a[r, k] · w[k, :]} into tiles of a few rows and a panel of one to three
 * vectors of columns.
 *
 * <p>Every output element is one chain of fused multiply-adds over ascending k in one lane of one register, from
 * zero, then added to its initial value, whichever tile it falls in: that is why results depend neither on the number of
 * rows nor on the range of columns.
 *
 * <p>The parameters of a tile:
 *
 * <pre>
 *   a[r, k]        at aAt + r * aRow + k
 *   w[k, v]        vector v at wAt + k * wStep + v * wBlock, panel p at p * wPanel from there
 *   init, c [r, v] vectors 0, 1 and last of row r at cAt + r * cRow + {0, cBlock, cLast}, panel p at p * cPanel from there
 *   third [r]      of three vectors, what the last one starts from: at thirdAt + r * thirdRow; elsewhere init
 * </pre>
 */
final class VectorMatmul {

    /*
     * Measured lessons that shape this class:
     * - 8 rows by 3 vectors keeps 24 sums, 3 weights and a broadcast in 32 registers. With the 16 registers of 256-bit x86
     *   machines, 4 by 3 is the largest that fits.
     * - The tiles of one panel below one another run in one method. Called for each of them it is a tenth slower.
     * - A method that calls helpers on vectors, or holds many loops over vectors, is compiled to code that allocates every
     *   vector. So each tile is one method that calls only FloatVector itself, and choosing the tile happens out here.
     */

    private static final int LANES = Species.FLOATS.length();

    /** Rows of the largest tile: AVX-512 and ARM have 32 registers, others 16. */
    static final int TILE_ROWS = Species.FLOATS.vectorBitSize() >= 512
                    || System.getProperty("os.arch", "").equals("aarch64")
            ? 8
            : 4;

    /** Rows that one panel meets before the next: for 512 numbers each they take 256 KiB, and stay in a cache. */
    private static final int BLOCK_ROWS = 128;

    private VectorMatmul() {}

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#matmul} describes. */
    static void multiply(
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
                init,
                initOffset + to - from - width,
                initStride,
                c,
                cOffset,
                cStride,
                to - from - width);
    }

    /**
     * As above.
     *
     * @param third the initial values of the third group: those of row r at {@code thirdOffset + r * thirdStride}; of a matrix
     *     of three groups only
     * @param last where the columns of the last group are in c, counted from those of the first; of a matrix with several
     *     groups only
     */
    static void multiply(
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
            float[] third,
            int thirdOffset,
            int thirdStride,
            float[] c,
            int cOffset,
            int cStride,
            int last) {
        if (from == to) {
            return;
        }
        for (int row = 0; row < rows; row += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - row);
            int aAt = aOffset + row * aStride;
            int in = initOffset + row * initStride;
            int out = cOffset + row * cStride;
            if (w.groups() == 1) {
                adjacentPanels(
                        count, inner, a, aAt, aStride, w, firstInner, from, to, init, in, initStride, c, out, cStride);
            } else {
                groupedPanels(
                        count,
                        inner,
                        a,
                        aAt,
                        aStride,
                        w,
                        firstInner,
                        from,
                        to,
                        init,
                        in,
                        initStride,
                        third,
                        thirdOffset + row * thirdStride,
                        thirdStride,
                        c,
                        out,
                        cStride,
                        last);
            }
        }
    }

    /** The columns {@code from … to - 1}, which are whole vectors, of a matrix of one group. */
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
        int firstVector = from / LANES;
        int endVector = to / LANES;
        boolean several = rows == 1;
        int vector = 0;
        while (vector < endVector) {
            int vectors = PackedPanels.vectors(all - vector);
            int step = vectors * LANES;
            int first = Math.max(vector, firstVector);
            int end = Math.min(vector + vectors, endVector);
            int at = vector * w.inner() * LANES + firstInner * step + (first - vector) * LANES;
            int column = (first - firstVector) * LANES;
            boolean pair = several
                    && end - first == vectors
                    && endVector - end >= vectors
                    && PackedPanels.vectors(all - end) == vectors;
            if (pair && vectors == 2) {
                RowTiles.panels2x2(
                        inner,
                        a,
                        aAt,
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
                        step);
                vectors += 2;
            } else if (pair && vectors == 3) {
                RowTiles.panels2x3(
                        inner,
                        a,
                        aAt,
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
                        init,
                        initAt + column + (end - first - 1) * LANES,
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
            float[] third,
            int thirdAt,
            int thirdRow,
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
        boolean several = rows == 1 && third == init; // panels of one row start from init alone
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
                        init,
                        in + (vectors - 1) * LANES,
                        initRow,
                        c,
                        out,
                        cRow,
                        LANES,
                        (vectors - 1) * LANES);
                block += vectors;
            } else if (several && groups == 3 && left >= 2) {
                RowTiles.panels2x3(
                        inner, a, aAt, values, at, step, LANES, panel, init, in, c, out, blocks * LANES, last, LANES);
                block += 2;
            } else if (several && groups == 2 && left >= 4) {
                RowTiles.panels4x2(inner, a, aAt, values, at, step, LANES, panel, init, in, c, out, last, LANES);
                block += 4;
            } else if (several && groups == 2 && left >= 2) {
                RowTiles.panels2x2(inner, a, aAt, values, at, step, LANES, panel, init, in, c, out, last, LANES);
                block += 2;
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
                        third,
                        thirdAt + block * LANES,
                        thirdRow,
                        c,
                        out,
                        cRow,
                        blocks * LANES,
                        last);
                block++;
            }
        }
    }

    /** One panel and all rows, in tiles of about one height, none higher than fits the registers. */
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
            float[] third,
            int thirdAt,
            int thirdRow,
            float[] c,
            int cAt,
            int cRow,
            int cBlock,
            int cLast) {
        int tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
        int low = rows / tiles;
        int higher = rows - tiles * low; // tiles of one row more
        int row = 0;
        for (int height = low + 1; height >= low; height--) {
            int count = height == low ? tiles - higher : higher;
            int aTile = aAt + row * aRow;
            int initTile = initAt + row * initRow;
            int thirdTile = thirdAt + row * thirdRow;
            int cTile = cAt + row * cRow;
            if (count > 0 && vectors == 3) {
                Tiles3.rows(
                        height, count, inner, a, aTile, aRow, w, wAt, wStep, wBlock, init, initTile, initRow, third,
                        thirdTile, thirdRow, c, cTile, cRow, cBlock, cLast);
            } else if (count > 0 && vectors == 2) {
                Tiles2.rows(
                        height, count, inner, a, aTile, aRow, w, wAt, wStep, wBlock, init, initTile, initRow, c, cTile,
                        cRow, cLast);
            } else if (count > 0) {
                Tiles1.rows(
                        height, count, inner, a, aTile, aRow, w, wAt, wStep, init, initTile, initRow, c, cTile, cRow);
            }
            row += count * height;
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
        int first = 0; // unit
        while (first < width) {
            int wAt = 3 * first * features;
            int uAt = 3 * first * units;
            int out = gAt + first;
            if (first + LANES < width) {
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

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#gruFirstSums} describes. */
    static void gruFirstSums(
            float[] x,
            int xAt,
            PackedPanels kernel,
            float[] bias,
            float[] h,
            int hAt,
            PackedPanels recurrent,
            float[] g,
            int gAt) {
        int features = kernel.inner();
        int units = recurrent.inner();
        int width = kernel.paddedColumns() / 3;
        float[] w = kernel.values();
        float[] u = recurrent.values();
        int first = 0; // unit
        while (first < width) {
            int wAt = 3 * first * features;
            int uAt = 2 * first * units;
            int out = gAt + first;
            if (first + 3 * LANES < width) {
                RowTiles.gruFirstSums4(features, x, xAt, w, wAt, units, h, hAt, u, uAt, bias, first, g, out, width);
                first += 4 * LANES;
            } else if (first + LANES < width) {
                RowTiles.gruFirstSums2(features, x, xAt, w, wAt, units, h, hAt, u, uAt, bias, first, g, out, width);
                first += 2 * LANES;
            } else {
                RowTiles.gruFirstSums1(features, x, xAt, w, wAt, units, h, hAt, u, uAt, bias, first, g, out, width);
                first += LANES;
            }
        }
    }

    /**
     * One row of what {@link io.github.gru4j.internal.kernel.KernelSet#gruProducts} describes.
     *
     * @param backwards whether to take the last panels first
     */
    static void gruProducts(
            float[] h, int hAt, PackedPanels recurrent, float[] recurrentBias, float[] g, int gAt, boolean backwards) {
        int units = recurrent.inner();
        int width = recurrent.paddedColumns() / 3;
        float[] u = recurrent.values();
        int pairs = (width + 2 * LANES - 1) / (2 * LANES); // of panels; the last may be one
        for (int i = 0; i < pairs; i++) {
            int first = (backwards ? pairs - 1 - i : i) * 2 * LANES; // unit
            int uAt = 3 * first * units;
            int out = gAt + first;
            if (first + LANES < width) {
                RowTiles.gruProducts2(units, h, hAt, u, uAt, recurrentBias, first, g, out, width);
            } else {
                RowTiles.gruProducts1(units, h, hAt, u, uAt, recurrentBias, first, g, out, width);
            }
        }
    }
}
