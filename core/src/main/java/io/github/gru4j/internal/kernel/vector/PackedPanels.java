package io.github.gru4j.internal.kernel.vector;

import io.github.gru4j.internal.kernel.PackedMatrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Columns in panels of up to three vectors, every panel contiguous and ordered by k: what a tile reads next lies next to
 * what it read before.
 *
 * <p>A matrix of several groups (the gates of a GRU) has one panel for each vector of units, with that vector of each
 * group: (blocks, inner, groups, lanes). A matrix of one group is cut into panels of adjacent vectors.
 *
 * @param values the panels one after the other; what comes before a panel is its first vector times {@code inner * LANES}
 * @param inner rows of the packed matrix
 * @param paddedColumns columns, a multiple of the lanes
 * @param groups groups of columns, at most three
 */
record PackedPanels(float[] values, int inner, int paddedColumns, int groups) implements PackedMatrix {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    /** Vectors of columns side by side in one panel, at most. */
    static final int VECTORS = 3;

    /** Numbers of a row that are turned into a column at a time. */
    private static final int RUN = 128;

    /** The vectors of the next panel where {@code left} vectors remain of a matrix of one group: 2 + 2 rather than 3 + 1. */
    static int vectors(int left) {
        return left == 4 ? 2 : Math.min(VECTORS, left);
    }

    /**
     * Packs a matrix (inner, columns) whose {@code groups} blocks of columns are padded separately.
     *
     * @param over a matrix packed of the same sizes, to be overwritten, or null
     */
    static PackedPanels of(float[] matrix, int inner, int columns, int groups, @Nullable PackedPanels over) {
        int width = columns / groups;
        int blocks = (width + LANES - 1) / LANES; // per group
        PackedPanels packed = over != null ? over : zeros(inner, groups * blocks * LANES, groups);
        int block = 0;
        while (block < blocks) {
            // A panel has either one vector of each group or several vectors of the only group.
            int vectors = groups == 1 ? vectors(blocks - block) : 1;
            int panel = block * groups * inner * LANES;
            int step = vectors * groups * LANES;
            int count = Math.min(vectors * LANES, width - block * LANES);
            boolean four = groups > 1 && width - block * LANES >= 4 * LANES;
            for (int group = 0; group < groups; group++) {
                int source = group * width + block * LANES;
                int target = panel + group * LANES;
                if (four) {
                    copyVectors4(inner, matrix, source, columns, packed.values, target, step, inner * step);
                } else {
                    copyColumns(inner, count, matrix, source, columns, packed.values, target, step);
                }
            }
            block += four ? 4 : vectors;
        }
        return packed;
    }

    private static void copyColumns(
            int inner, int count, float[] matrix, int source, int columns, float[] values, int target, int step) {
        int from = source;
        int to = target;
        for (int k = 0; k < inner; k++, from += columns, to += step) {
            System.arraycopy(matrix, from, values, to, count);
        }
    }

    /** Copies four vectors of every row, each to a panel of its own: they lie side by side, and memory gives all at once. */
    private static void copyVectors4(
            int inner, float[] matrix, int source, int columns, float[] values, int target, int step, int panel) {
        int from = source;
        int to = target;
        for (int k = 0; k < inner; k++, from += columns, to += step) {
            FloatVector.fromArray(FLOATS, matrix, from).intoArray(values, to);
            FloatVector.fromArray(FLOATS, matrix, from + LANES).intoArray(values, to + panel);
            FloatVector.fromArray(FLOATS, matrix, from + 2 * LANES).intoArray(values, to + 2 * panel);
            FloatVector.fromArray(FLOATS, matrix, from + 3 * LANES).intoArray(values, to + 3 * panel);
        }
    }

    /**
     * Packs the transpose of a matrix (rows, columns) as one group; its inner index runs over the padded columns.
     *
     * @param over a matrix packed so of the same sizes, to be overwritten, or null
     */
    static PackedPanels ofTransposed(float[] matrix, int rows, int columns, int groups, @Nullable PackedPanels over) {
        int width = columns / groups;
        int padded = (width + LANES - 1) / LANES * LANES; // columns per group
        int inner = groups * padded;
        int blocks = (rows + LANES - 1) / LANES;
        PackedPanels packed = over != null ? over : zeros(inner, blocks * LANES, 1);
        int block = 0;
        while (block < blocks) {
            int vectors = vectors(blocks - block);
            int step = vectors * LANES;
            int first = block * LANES;
            int count = Math.min(step, rows - first);
            for (int group = 0; group < groups; group++) {
                int target = (block * inner + group * padded * vectors) * LANES;
                int source = first * columns + group * width;
                for (int j = 0; j < width; j += RUN) {
                    int run = Math.min(RUN, width - j);
                    transpose(count, run, matrix, source + j, columns, packed.values, target + j * step, step);
                }
            }
            block += vectors;
        }
        return packed;
    }

    /** Turns runs of a few rows into columns. */
    private static void transpose(
            int rows, int run, float[] matrix, int source, int columns, float[] values, int target, int step) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            transpose8(run, matrix, source + row * columns, columns, values, target + row, step);
        }
        for (; row < rows; row++) {
            int from = source + row * columns;
            int to = target + row;
            for (int j = 0; j < run; j++, to += step) {
                values[to] = matrix[from + j];
            }
        }
    }

    /** Eight rows at once: memory gives them side by side, and what is written lies together. */
    private static void transpose8(
            int run, float[] matrix, int source, int columns, float[] values, int target, int step) {
        int row1 = source + columns;
        int row2 = row1 + columns;
        int row3 = row2 + columns;
        int row4 = row3 + columns;
        int row5 = row4 + columns;
        int row6 = row5 + columns;
        int row7 = row6 + columns;
        int to = target;
        for (int j = 0; j < run; j++, to += step) {
            values[to] = matrix[source + j];
            values[to + 1] = matrix[row1 + j];
            values[to + 2] = matrix[row2 + j];
            values[to + 3] = matrix[row3 + j];
            values[to + 4] = matrix[row4 + j];
            values[to + 5] = matrix[row5 + j];
            values[to + 6] = matrix[row6 + j];
            values[to + 7] = matrix[row7 + j];
        }
    }

    private static PackedPanels zeros(int inner, int paddedColumns, int groups) {
        return new PackedPanels(new float[inner * paddedColumns], inner, paddedColumns, groups);
    }
}
