package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * The weights of a GRU cell as {@link GRUColumns} multiplies by them: from the left, a row for each output. Immutable.
 *
 * @param kernel (3 * units, features): the kernel transposed, z | r | h
 * @param recurrent (3 * units, units): the recurrent kernel transposed, h | z | r
 * @param bias (4 * units): what the sums start from, that of h·Uh first, then z | r | h
 * @param kernelRows (features, 3 * units), as the cell has it
 * @param recurrentRows (units, 3 * units), as the cell has it
 */
record ColumnWeights(Tensor kernel, Tensor recurrent, Tensor bias, Tensor kernelRows, Tensor recurrentRows) {

    /**
     * From the weights of a cell.
     *
     * @param inputBias (3 * width): z | r | h, each from a multiple of {@code width}
     * @param candidateBias (width)
     */
    static ColumnWeights of(Tensor kernel, Tensor recurrent, Tensor inputBias, Tensor candidateBias, int width) {
        int features = kernel.dim(0);
        int units = recurrent.dim(0);
        DType dtype = kernel.dtype();
        Tensor bias = Tensor.zeros(dtype, Shape.of(PackedGRU.PLANES * units));
        Tensor.copyRange(candidateBias, 0, bias, 0, units);
        for (int gate = 0; gate < PackedGRU.GATES; gate++) {
            Tensor.copyRange(inputBias, gate * width, bias, (1 + gate) * units, units);
        }
        return new ColumnWeights(
                transposed(kernel, features, units, 0),
                transposed(recurrent, units, units, 1),
                bias,
                kernel,
                recurrent);
    }

    /** Rows for columns, gate {@code i} in place of gate {@code i + by}, counted round the three. */
    private static Tensor transposed(Tensor matrix, int inner, int units, int by) {
        Tensor rows = Tensor.zeros(matrix.dtype(), Shape.of(PackedGRU.GATES * units, inner));
        for (int gate = 0; gate < PackedGRU.GATES; gate++) {
            int row = (gate + by) % PackedGRU.GATES * units;
            for (int u = 0; u < units; u++) {
                for (int k = 0; k < inner; k++) {
                    rows.setAt((row + u) * inner + k, matrix.getAt((k * PackedGRU.GATES + gate) * units + u));
                }
            }
        }
        return rows;
    }
}
