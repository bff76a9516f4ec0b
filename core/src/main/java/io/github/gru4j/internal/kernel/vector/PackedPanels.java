package io.github.gru4j.internal.kernel.vector;

import io.github.gru4j.internal.kernel.PackedMatrix;

/**
 * Columns in panels of up to three vectors, every panel contiguous and ordered by k: what a tile reads next lies next to
 * what it read before.
 *
 * <p>A matrix of several groups (the gates of a GRU) has one panel for each vector of units, with that vector of each
 * group: (blocks, inner, groups, lanes). A matrix of one group is cut into panels of adjacent vectors.
 *
 * @param values the panels one after the other; what comes before a panel is its first vector times {@code inner * lanes}
 * @param inner rows of the packed matrix
 * @param paddedColumns columns, a multiple of the lanes
 * @param groups groups of columns, at most three
 */
record PackedPanels(float[] values, int inner, int paddedColumns, int groups) implements PackedMatrix {

    /** Vectors of columns side by side in one panel, at most. */
    static final int VECTORS = 3;

    /** The vectors of the next panel where {@code left} vectors remain of a matrix of one group: 2 + 2 rather than 3 + 1. */
    static int vectors(int left) {
        return left == 4 ? 2 : Math.min(VECTORS, left);
    }

    /** Packs a matrix (inner, columns) whose {@code groups} blocks of columns are padded separately. */
    static PackedPanels of(float[] matrix, int inner, int columns, int groups, int lanes) {
        int width = columns / groups;
        int blocks = (width + lanes - 1) / lanes; // per group
        float[] values = new float[groups * blocks * inner * lanes];
        int block = 0;
        while (block < blocks) {
            // A panel has either one vector of each group or several vectors of the only group.
            int vectors = groups == 1 ? vectors(blocks - block) : 1;
            int panel = block * groups * inner * lanes;
            int step = vectors * groups * lanes;
            for (int group = 0; group < groups; group++) {
                int count = Math.min(vectors * lanes, width - block * lanes);
                int source = group * width + block * lanes;
                int target = panel + group * lanes;
                for (int k = 0; k < inner; k++) {
                    System.arraycopy(matrix, k * columns + source, values, target + k * step, count);
                }
            }
            block += vectors;
        }
        return new PackedPanels(values, inner, groups * blocks * lanes, groups);
    }

    /** Packs the transpose of a matrix (rows, columns) as one group; its inner index runs over the padded columns. */
    static PackedPanels ofTransposed(float[] matrix, int rows, int columns, int groups, int lanes) {
        int width = columns / groups;
        int padded = (width + lanes - 1) / lanes * lanes; // columns per group
        int inner = groups * padded;
        int blocks = (rows + lanes - 1) / lanes;
        float[] values = new float[blocks * inner * lanes];
        int block = 0;
        while (block < blocks) {
            int vectors = vectors(blocks - block);
            int step = vectors * lanes;
            int first = block * lanes;
            int count = Math.min(step, rows - first);
            for (int group = 0; group < groups; group++) {
                int target = (block * inner + group * padded * vectors) * lanes;
                int source = first * columns + group * width;
                for (int lane = 0; lane < count; lane++) {
                    for (int j = 0; j < width; j++) {
                        values[target + j * step + lane] = matrix[source + lane * columns + j];
                    }
                }
            }
            block += vectors;
        }
        return new PackedPanels(values, inner, blocks * lanes, 1);
    }
}
