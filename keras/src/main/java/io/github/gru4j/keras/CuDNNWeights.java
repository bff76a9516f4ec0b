package io.github.gru4j.keras;

import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * The weights of {@code CuDNNGRU} of Keras 2 as those of the same {@code GRU(reset_after=True)}: kernels by the matrix of a
 * gate, each in another order of its elements, and the two rows of the bias one after the other
 * ({@code legacy/saving/hdf5_format.py}, {@code _convert_rnn_weights}).
 */
final class CuDNNWeights {

    /** Kernel, recurrent kernel and bias. */
    static final int COUNT = 3;

    private static final int GATES = 3;

    private CuDNNWeights() {}

    /** Whether a bias of this shape makes a cell's weights those of a {@code CuDNNGRU}. */
    static boolean are(int[] biasShape, GRUCell cell) {
        return cell.resetAfter() && cell.useBias() && biasShape.length == 1 && biasShape[0] == 2 * GATES * cell.units();
    }

    /**
     * Reads the three weights of a cell.
     *
     * @param paths of kernel, recurrent kernel and bias
     * @return kernel, recurrent kernel and bias of a GRU
     * @throws KerasFormatException if they are not those of a CuDNNGRU of this size
     */
    static List<Tensor> read(HdfReader file, List<String> paths, GRUCell cell, Place place) {
        int units = cell.units();
        Shape kernel = cell.kernel().shape();
        return List.of(
                gates(
                        WeightTree.array(
                                        file,
                                        paths.get(0),
                                        kernel,
                                        "kernel",
                                        "(features, 3 * units) = " + kernel,
                                        place)
                                .tensor(),
                        false),
                gates(
                        WeightTree.array(
                                        file,
                                        paths.get(1),
                                        cell.recurrentKernel().shape(),
                                        "recurrent_kernel",
                                        "(units, 3 * units) = "
                                                + cell.recurrentKernel().shape(),
                                        place)
                                .tensor(),
                        true),
                WeightTree.array(
                                file,
                                paths.get(2),
                                Shape.of(2 * GATES * units),
                                "bias",
                                "(6 * units,) = (" + 2 * GATES * units + ",)",
                                place)
                        .tensor()
                        .reshape(2, GATES * units));
    }

    /** Each gate's block: transposed, or with its elements read as if the block were transposed. */
    private static Tensor gates(Tensor kernel, boolean transposed) {
        int rows = kernel.dim(0);
        int columns = kernel.dim(1);
        int units = columns / GATES;
        Tensor out = Tensor.zeros(kernel.dtype(), kernel.shape());
        for (int gate = 0; gate < GATES; gate++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < units; j++) {
                    int flat = i + j * rows;
                    int row = transposed ? j : flat / units;
                    int column = transposed ? i : flat % units;
                    out.setAt(i * columns + gate * units + j, kernel.getAt(row * columns + gate * units + column));
                }
            }
        }
        return out;
    }
}
