package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.VectorSpecies;

/**
 * Cuts a product into tiles of a few rows and one to three vectors of columns, and a sum of outer products likewise.
 *
 * <p>Every output element is one chain of fused multiply-adds over ascending k in one lane of one register, whichever tile
 * it falls in: that is why results depend neither on the number of rows nor on the range of columns.
 */
final class VectorMatmul {

    /*
     * Measured lessons that shape the tile classes:
     * - 8 rows by 3 vectors keeps 24 sums, 3 weights and a broadcast in 32 registers. With the 16 registers of 256-bit x86
     *   machines, 4 by 3 is the largest that fits.
     * - A method that calls helpers on vectors, or holds many loops over vectors, is compiled to code that allocates every
     *   vector. So each tile is one method that calls only FloatVector itself, and choosing the tile happens out here.
     */

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    /** Whether 8 by 3 sums fit the registers: AVX-512 and ARM have 32 of them. */
    private static final boolean MANY_REGISTERS =
            FLOATS.vectorBitSize() >= 512 || System.getProperty("os.arch", "").equals("aarch64");

    /** Rows of a gradient that {@link #addOuter} works on at a time: three vectors of each take 48 KiB, and stay in a cache. */
    private static final int OUTER_ROWS = 256;

    private VectorMatmul() {}

    /**
     * {@code c[r, :] = init[r, :] + Σ_k a[r, k] · w[k, :]} over whole vectors of columns.
     *
     * @param rows number of rows r
     * @param inner length of the sum
     * @param a left operand, element (r, k) at {@code aAt + r * aRow + k * aStep}
     * @param w right operand, vector v of row k at {@code wAt + k * wStep + v * wBlock}
     * @param vectors number of vectors of columns
     * @param init initial values, row r at {@code initAt + r * initRow}
     * @param c result, row r at {@code cAt + r * cRow}
     */
    static void multiply(
            int rows,
            int inner,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            int vectors,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        int paired = rows & ~1;
        if (paired > 0) {
            int v = 0;
            while (v < vectors) {
                int left = vectors - v;
                int count = left == 4 ? 2 : Math.min(3, left); // 2 + 2 is faster than 3 + 1
                int panel = wAt + v * wBlock;
                int shift = v * LANES;
                int row = 0;
                while (row < paired) {
                    int height = paired - row;
                    height = height >= 8 && MANY_REGISTERS ? 8 : height >= 4 ? 4 : 2;
                    tile(
                            height,
                            count,
                            inner,
                            a,
                            aAt + row * aRow,
                            aRow,
                            aStep,
                            w,
                            panel,
                            wStep,
                            wBlock,
                            init,
                            initAt + row * initRow + shift,
                            initRow,
                            c,
                            cAt + row * cRow + shift,
                            cRow);
                    row += height;
                }
                v += count;
            }
        }
        if (paired < rows) {
            row(
                    inner,
                    a,
                    aAt + paired * aRow,
                    aStep,
                    w,
                    wAt,
                    wStep,
                    wBlock,
                    vectors,
                    init,
                    initAt + paired * initRow,
                    c,
                    cAt + paired * cRow);
        }
    }

    /** One tile; the cases are named by vectors of columns, then rows. */
    private static void tile(
            int height,
            int count,
            int inner,
            float[] a,
            int aAt,
            int aRow,
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
            int cRow) {
        switch (count * 10 + height) {
            case 38 ->
                Tiles3.rows8(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 34 ->
                Tiles3.rows4(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 32 ->
                Tiles3.rows2(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 28 ->
                Tiles2.rows8(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 24 ->
                Tiles2.rows4(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 22 ->
                Tiles2.rows2(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 18 ->
                Tiles1.rows8(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 14 ->
                Tiles1.rows4(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            case 12 ->
                Tiles1.rows2(inner, a, aAt, aRow, aStep, w, wAt, wStep, wBlock, init, initAt, initRow, c, cAt, cRow);
            default -> throw new AssertionError("no tile of " + height + " rows and " + count + " vectors");
        }
    }

    /** One row, with as many columns side by side as there are: a chain of additions waits for itself. */
    private static void row(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            int vectors,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        int v = 0;
        while (v < vectors) {
            int left = vectors - v;
            int panel = wAt + v * wBlock;
            int from = initAt + v * LANES;
            int out = cAt + v * LANES;
            int count = left >= 8 ? 8 : left >= 6 ? 6 : Math.min(4, left);
            switch (count) {
                case 8 -> RowTiles.vectors8(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
                case 6 -> RowTiles.vectors6(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
                case 4 -> RowTiles.vectors4(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
                case 3 -> RowTiles.vectors3(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
                case 2 -> RowTiles.vectors2(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
                default -> RowTiles.vectors1(inner, a, aAt, aStep, w, panel, wStep, wBlock, init, from, c, out);
            }
            v += count;
        }
    }

    /**
     * {@code c[i, :] += Σ_r a[r, i] · g[r, :]}: the same tiles with the left operand read by columns.
     *
     * @param rows length of the sum
     * @param a row r at {@code aAt + r * aStride}
     * @param m rows of the result
     * @param g row r at {@code gOffset + r * gStride}
     * @param vectors number of vectors of columns
     * @param c row i at {@code cAt + i * cStride}
     */
    static void addOuter(
            int rows,
            float[] a,
            int aAt,
            int aStride,
            int m,
            float[] g,
            int gOffset,
            int gStride,
            int vectors,
            float[] c,
            int cAt,
            int cStride) {
        for (int row = 0; row < rows; row += OUTER_ROWS) {
            multiply(
                    m,
                    Math.min(OUTER_ROWS, rows - row),
                    a,
                    aAt + row * aStride,
                    1,
                    aStride,
                    g,
                    gOffset + row * gStride,
                    gStride,
                    LANES,
                    vectors,
                    c,
                    cAt,
                    cStride,
                    c,
                    cAt,
                    cStride);
        }
    }
}
