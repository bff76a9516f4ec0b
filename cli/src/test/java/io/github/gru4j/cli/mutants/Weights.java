package io.github.gru4j.cli.mutants;

import io.github.gru4j.tensor.Tensor;

/** Mistakes with a weight that take more than a line, for the mutants to call. */
public final class Weights {

    private Weights() {}

    /** A (…, 3 * units) weight with two of its gates exchanged. */
    public static Tensor swapGates(Tensor weight, int one, int other) {
        int units = weight.dim(-1) / 3;
        Tensor swapped = weight.copy();
        for (int row = 0; row < weight.size(); row += 3 * units) {
            Tensor.copyRange(weight, row + one * units, swapped, row + other * units, units);
            Tensor.copyRange(weight, row + other * units, swapped, row + one * units, units);
        }
        return swapped;
    }

    /** A matrix whose numbers are read column by column. */
    public static Tensor readByColumns(Tensor matrix) {
        Tensor read = matrix.copy();
        for (int i = 0; i < matrix.dim(0); i++) {
            for (int j = 0; j < matrix.dim(1); j++) {
                read.set(matrix.getAt(j * matrix.dim(0) + i), i, j);
            }
        }
        return read;
    }

    /** A (units, 3 * units) weight with the square matrix of each gate transposed. */
    public static Tensor transposeGates(Tensor weight) {
        int units = weight.dim(0);
        Tensor transposed = weight.copy();
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < 3 * units; j++) {
                transposed.set(weight.get(j % units, j - j % units + i), i, j);
            }
        }
        return transposed;
    }
}
