package io.github.gru4j.internal.kernel.vector;

/**
 * The sums of a reset-after GRU for a step of several rows: both products in one pass over a tile of rows, whose sums
 * reach memory once.
 */
final class VectorSums {

    private static final int LANES = Species.FLOATS.length();

    /** Rows of a tile. */
    private static final int TILE_ROWS = 4;

    /** Numbers in both packed matrices up to which this is faster than two products: they stay in the first-level cache. */
    static final int MOST_WEIGHTS = 1 << 13;

    private VectorSums() {}

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#gruRowSums} describes. */
    static void add(
            int rows,
            float[] x,
            int xAt,
            int xRow,
            PackedPanels kernel,
            float[] bias,
            float[] h,
            int hAt,
            int hRow,
            PackedPanels recurrent,
            float[] recurrentBias,
            float[] g,
            int gAt,
            int gRow) {
        int features = kernel.inner();
        int units = recurrent.inner();
        int width = kernel.paddedColumns() / 3;
        float[] w = kernel.values();
        float[] u = recurrent.values();
        int tiles = rows / TILE_ROWS;
        for (int first = 0; first < width; first += LANES) {
            int wAt = 3 * first * features;
            int uAt = 3 * first * units;
            int out = gAt + first;
            SumTiles.rows4(
                    tiles,
                    features,
                    x,
                    xAt,
                    xRow,
                    w,
                    wAt,
                    units,
                    h,
                    hAt,
                    hRow,
                    u,
                    uAt,
                    bias,
                    recurrentBias,
                    first,
                    g,
                    out,
                    gRow,
                    width);
            for (int row = tiles * TILE_ROWS; row < rows; row++) {
                RowTiles.gruSums1(
                        features,
                        x,
                        xAt + row * xRow,
                        w,
                        wAt,
                        units,
                        h,
                        hAt + row * hRow,
                        u,
                        uAt,
                        bias,
                        recurrentBias,
                        first,
                        g,
                        out + row * gRow,
                        width);
            }
        }
    }
}
