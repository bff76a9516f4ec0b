package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Sequences with the time axis first: exchanged with the batch on the way in, and back on the way out. */
final class TimeMajor {

    private TimeMajor() {}

    /**
     * Runs a computation that wants the batch first.
     *
     * @param inputs the inputs, the first {@code sequences} of them with the time axis first
     * @param sequenceOutputs how many of the first outputs are sequences
     * @param batchMajor the computation
     */
    static Pass pass(
            List<Tensor> inputs,
            int sequences,
            int sequenceOutputs,
            Call call,
            BiFunction<List<Tensor>, Call, Pass> batchMajor) {
        Mask mask = call.mask();
        Pass pass =
                batchMajor.apply(swapFirst(sequences, inputs), call.withMask(mask == null ? null : mask.transpose()));
        List<Tensor> outputs = swapFirst(sequenceOutputs, pass.outputs());
        if (!call.recording()) {
            return Pass.of(outputs);
        }
        return Pass.of(
                outputs,
                (dOutputs, gradients, wanted) ->
                        gradients(sequences, pass.backward(gradients(sequenceOutputs, dOutputs), gradients, wanted)));
    }

    private static List<Tensor> swapFirst(int count, List<Tensor> tensors) {
        List<Tensor> swapped = new ArrayList<>(tensors);
        for (int i = 0; i < count; i++) {
            swapped.set(i, swap(tensors.get(i)));
        }
        return swapped;
    }

    /** As {@link #swapFirst} on the way back, where a gradient may be missing. */
    private static List<@Nullable Tensor> gradients(int count, List<@Nullable Tensor> tensors) {
        List<@Nullable Tensor> swapped = new ArrayList<@Nullable Tensor>(tensors);
        for (int i = 0; i < count; i++) {
            Tensor tensor = tensors.get(i);
            swapped.set(i, tensor == null ? null : swap(tensor));
        }
        return swapped;
    }

    /** The tensor with its first two axes exchanged. */
    static Tensor swap(Tensor tensor) {
        Shape shape = tensor.shape();
        int rows = shape.dim(0);
        int columns = shape.dim(1);
        Tensor swapped = Tensor.zeros(tensor.dtype(), shape.with(0, columns).with(1, rows));
        int size = tensor.size() == 0 ? 0 : tensor.size() / (rows * columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Tensor.copyRange(tensor, (row * columns + column) * size, swapped, (column * rows + row) * size, size);
            }
        }
        return swapped;
    }
}
