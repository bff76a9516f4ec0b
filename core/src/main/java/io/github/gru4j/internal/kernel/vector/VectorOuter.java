package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of a weight matrix: a sum of outer products, {@code c[i, :] += Σ_r a[r, i] · g[r, :]}, in the tiles of
 * {@link VectorMatmul} with the left operand read by columns, which lie side by side as they are.
 */
final class VectorOuter {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();
    private static final int TILE_ROWS = VectorMatmul.TILE_ROWS;

    /** Length of the sums added up at a time: three vectors of each row take 48 KiB, and stay in a cache. */
    private static final int INNER = 256;

    /** Columns of the left operand, whole tiles, copied at a time: a thread keeps 1 MiB of them, however many there are. */
    private static final int COLUMNS = 1024;

    private VectorOuter() {}

    /**
     * Adds the products with the columns of one group, or of three of the same width.
     *
     * @param rows length of the sum
     * @param a row r at {@code aAt + r * aStride}
     * @param m rows of the result
     * @param g row r at {@code gAt + r * gStride}
     * @param groups 1 or 3
     * @param vectors vectors of columns in a group
     * @param gLast where the last group's columns are in g, counted from those of the first; the second's lie next to them
     * @param c row i at {@code cAt + i * cStride}, its groups one after the other
     */
    static void add(
            Scratch scratch,
            int rows,
            float[] a,
            int aAt,
            int aStride,
            int m,
            float[] g,
            int gAt,
            int gStride,
            int groups,
            int vectors,
            int gLast,
            float[] c,
            int cAt,
            int cStride) {
        int most = Math.min(rows, INNER);
        float[] left = scratch.left(Math.min(m, COLUMNS) * most);
        float[] right = scratch.right(PackedPanels.VECTORS * LANES * most);
        for (int row = 0; row < rows; row += INNER) {
            int inner = Math.min(INNER, rows - row);
            for (int first = 0; first < m; first += COLUMNS) {
                int height = Math.min(COLUMNS, m - first);
                packColumns(height, inner, a, aAt + row * aStride + first, aStride, left, inner, 0);
                int vector = 0;
                while (vector < vectors) {
                    int taken = groups == 1 ? PackedPanels.vectors(vectors - vector) : 1;
                    int count = groups * taken;
                    int column = vector * LANES;
                    int gBlock = groups == 1 ? LANES : vectors * LANES;
                    int panelLast = groups == 1 ? (taken - 1) * LANES : gLast;
                    packPanel(count, inner, g, gAt + row * gStride + column, gStride, gBlock, panelLast, right);
                    int out = cAt + first * cStride + column;
                    tiles(count, height, inner, left, right, c, out, cStride, gBlock, (count - 1) * gBlock);
                    vector += taken;
                }
            }
        }
    }

    /**
     * Adds the products with the rows of a {@link VectorGateBlock}, where they lie. The parameters are those of
     * {@link io.github.gru4j.internal.kernel.KernelSet#addBlockOuter}.
     */
    static void addBlock(
            Scratch scratch,
            int rows,
            float[] a,
            int aAt,
            int aStride,
            int run,
            int runStride,
            int m,
            float[] block,
            int blockRows,
            int width,
            boolean recurrent,
            float[] c,
            int cAt,
            int cStride) {
        float[] left = scratch.left(Math.min(m, COLUMNS) * Math.min(rows, INNER));
        int panel = VectorGateBlock.panel(blockRows);
        // Where the gates of a line are in c: dhh | dz | dr, or dz | dr | drh.
        int group0 = recurrent ? 0 : 2 * width;
        int group1 = recurrent ? width : 0;
        int group2 = recurrent ? 2 * width : width;
        for (int row = 0; row < rows; row += INNER) {
            int inner = Math.min(INNER, rows - row);
            for (int first = 0; first < m; first += COLUMNS) {
                int height = Math.min(COLUMNS, m - first);
                packRuns(height, row, inner, a, aAt + first, aStride, run, runStride, left);
                for (int j = 0; j < width; j += LANES) {
                    int at = j / LANES * panel + row * VectorGateBlock.LINE + (recurrent ? LANES : 0);
                    int out = cAt + first * cStride + j + group0;
                    int done = 0;
                    while (done < height) {
                        int tile = Math.min(TILE_ROWS, height - done);
                        int tiles = (height - done) / tile;
                        int to = out + done * cStride;
                        ColumnTiles3.rows(
                                tile,
                                tiles,
                                inner,
                                left,
                                done * inner,
                                block,
                                at,
                                VectorGateBlock.LINE,
                                LANES,
                                c,
                                to,
                                cStride,
                                c,
                                to,
                                cStride,
                                group1 - group0,
                                group2 - group0);
                        done += tile * tiles;
                    }
                }
            }
        }
    }

    /** Copies the columns of rows that come in runs, see {@link #packColumns}. */
    private static void packRuns(
            int m, int row, int inner, float[] a, int aAt, int aStride, int run, int runStride, float[] packed) {
        int k = 0;
        while (k < inner) {
            int within = (row + k) % run;
            int count = Math.min(run - within, inner - k);
            int from = aAt + (row + k) / run * runStride + within * aStride;
            packColumns(m, count, a, from, aStride, packed, inner, k);
            k += count;
        }
    }

    /** One panel and all rows of the result, in tiles of the largest height and one of what is left. */
    private static void tiles(
            int count,
            int m,
            int inner,
            float[] a,
            float[] panel,
            float[] c,
            int cAt,
            int cRow,
            int cBlock,
            int cLast) {
        int step = count * LANES;
        int done = 0;
        while (done < m) {
            int height = Math.min(TILE_ROWS, m - done);
            int tiles = (m - done) / height;
            int at = done * inner;
            int out = cAt + done * cRow;
            switch (count) {
                case 3 ->
                    ColumnTiles3.rows(
                            height, tiles, inner, a, at, panel, 0, step, LANES, c, out, cRow, c, out, cRow, cBlock,
                            cLast);
                case 2 ->
                    ColumnTiles2.rows(
                            height, tiles, inner, a, at, panel, 0, step, LANES, c, out, cRow, c, out, cRow, cLast);
                default -> ColumnTiles1.rows(height, tiles, inner, a, at, panel, 0, step, c, out, cRow, c, out, cRow);
            }
            done += tiles * height;
        }
    }

    /**
     * Copies columns of some rows tile by tile: (tiles, inner, columns of the tile), from row {@code first} of the tiles on.
     */
    private static void packColumns(
            int m, int rows, float[] a, int aAt, int aStride, float[] packed, int inner, int first) {
        int i = 0;
        while (i < m) {
            int height = Math.min(TILE_ROWS, m - i);
            int to = i * inner + first * height;
            if (height == 8) {
                packColumns8(rows, a, aAt + i, aStride, packed, to);
            } else {
                for (int k = 0; k < rows; k++) {
                    for (int r = 0; r < height; r++) {
                        packed[to + k * height + r] = a[aAt + k * aStride + i + r];
                    }
                }
            }
            i += height;
        }
    }

    private static void packColumns8(int rows, float[] a, int aAt, int aStride, float[] packed, int to) {
        int from = aAt;
        int at = to;
        for (int k = 0; k < rows; k++, from += aStride, at += 8) {
            packed[at] = a[from];
            packed[at + 1] = a[from + 1];
            packed[at + 2] = a[from + 2];
            packed[at + 3] = a[from + 3];
            packed[at + 4] = a[from + 4];
            packed[at + 5] = a[from + 5];
            packed[at + 6] = a[from + 6];
            packed[at + 7] = a[from + 7];
        }
    }

    /** Copies one to three vectors of every row next to each other. */
    private static void packPanel(
            int count, int inner, float[] g, int gAt, int gStride, int gBlock, int gLast, float[] packed) {
        if (count == 3) {
            packPanel3(inner, g, gAt, gStride, gBlock, gLast, packed);
            return;
        }
        for (int v = 0; v < count; v++) {
            packVector(inner, g, gAt + (v == 0 ? 0 : gLast), gStride, packed, v * LANES, count * LANES);
        }
    }

    private static void packPanel3(int inner, float[] g, int gAt, int gStride, int gBlock, int gLast, float[] packed) {
        int from = gAt;
        int at = 0;
        for (int k = 0; k < inner; k++, from += gStride, at += 3 * LANES) {
            FloatVector.fromArray(FLOATS, g, from).intoArray(packed, at);
            FloatVector.fromArray(FLOATS, g, from + gBlock).intoArray(packed, at + LANES);
            FloatVector.fromArray(FLOATS, g, from + gLast).intoArray(packed, at + 2 * LANES);
        }
    }

    private static void packVector(int inner, float[] g, int gAt, int gStride, float[] packed, int to, int step) {
        int from = gAt;
        int at = to;
        for (int k = 0; k < inner; k++, from += gStride, at += step) {
            FloatVector.fromArray(FLOATS, g, from).intoArray(packed, at);
        }
    }
}
