package io.github.gru4j.model;

/**
 * A batch of samples cut into ranges of rows that differ by no more than a tile. Immutable.
 *
 * <p>Cuts lie at multiples of {@value #TILE} rows, which the matrix kernels take together; only the end of all rows may lie
 * elsewhere. The last ranges are the longest, as that makes them shorter again.
 *
 * @param rows the samples
 * @param tile what cuts are multiples of
 * @param count how many ranges there are
 */
record Ranges(int rows, int tile, int count) {

    static final int TILE = 8;

    /**
     * As many ranges as the batch size asks for, and no fewer than threads; every thread gets as many if all are as fast.
     *
     * @param rows one or more
     * @param batchSize no range is longer
     * @param threads one or more
     */
    static Ranges of(int rows, int batchSize, int threads) {
        int tile = Math.min(TILE, batchSize);
        int tiles = ceil(rows, tile);
        int needed = ceil(tiles, batchSize / tile);
        return new Ranges(rows, tile, (int) Math.min(tiles, (long) ceil(needed, threads) * threads));
    }

    private static int ceil(int dividend, int divisor) {
        return 1 + (dividend - 1) / divisor;
    }

    /** Where a range starts, and where the one before it ends. */
    int start(int range) {
        if (range == count) {
            return rows;
        }
        return (int) ((long) ceil(rows, tile) * range / count) * tile;
    }
}
