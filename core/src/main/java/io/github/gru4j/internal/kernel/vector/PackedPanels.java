package io.github.gru4j.internal.kernel.vector;

import io.github.gru4j.internal.kernel.PackedMatrix;

/**
 * Columns in blocks of one vector each, every block contiguous: what a tile reads next lies next to what it read before.
 *
 * @param values (paddedColumns / lanes, inner, lanes)
 * @param inner rows of the packed matrix
 * @param paddedColumns columns, a multiple of the lanes
 */
record PackedPanels(float[] values, int inner, int paddedColumns) implements PackedMatrix {

    /** Packs a matrix (inner, columns) whose {@code groups} blocks of columns are padded separately. */
    static PackedPanels of(float[] matrix, int inner, int columns, int groups, int lanes) {
        int width = columns / groups;
        int blocks = (width + lanes - 1) / lanes; // per group
        float[] values = new float[groups * blocks * inner * lanes];
        int target = 0;
        for (int group = 0; group < groups; group++) {
            for (int first = 0; first < width; first += lanes) {
                int count = Math.min(lanes, width - first);
                for (int k = 0; k < inner; k++) {
                    System.arraycopy(matrix, k * columns + group * width + first, values, target, count);
                    target += lanes;
                }
            }
        }
        return new PackedPanels(values, inner, groups * blocks * lanes);
    }

    /** Packs the transpose of a matrix (rows, columns); its inner index runs over the padded columns. */
    static PackedPanels ofTransposed(float[] matrix, int rows, int columns, int groups, int lanes) {
        int width = columns / groups;
        int padded = (width + lanes - 1) / lanes * lanes; // columns per group
        int inner = groups * padded;
        int blocks = (rows + lanes - 1) / lanes;
        float[] values = new float[blocks * inner * lanes];
        for (int block = 0; block < blocks; block++) {
            int count = Math.min(lanes, rows - block * lanes);
            for (int group = 0; group < groups; group++) {
                int target = (block * inner + group * padded) * lanes;
                int source = block * lanes * columns + group * width;
                for (int j = 0; j < width; j++) {
                    for (int lane = 0; lane < count; lane++) {
                        values[target + j * lanes + lane] = matrix[source + lane * columns + j];
                    }
                }
            }
        }
        return new PackedPanels(values, inner, blocks * lanes);
    }
}
