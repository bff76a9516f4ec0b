package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Samples to train or to judge on; the first axis of each tensor counts them.
 *
 * @param x inputs
 * @param y a target for each output, null for one that has none
 * @param sampleWeight for each output what a sample, or each step of it, weighs; null for ones
 */
record Data(List<Tensor> x, List<@Nullable Tensor> y, List<@Nullable Tensor> sampleWeight) {

    int samples() {
        return x.get(0).dim(0);
    }

    /** The samples {@code from} to {@code to}, the last one not included. */
    Data rows(int from, int to) {
        return each(tensor -> tensor.rows(from, to));
    }

    /**
     * The samples that stand at {@code from} to {@code to} in an order.
     *
     * @param order the places of the samples; null for the order in which they are
     * @param memory inputs of as many samples that nobody needs any more, to be overwritten by these; empty for none
     */
    Data rows(int @Nullable [] order, int from, int to, List<Tensor> memory) {
        UnaryOperator<Tensor> copy = tensor -> take(tensor, order, from, room(tensor, to - from));
        return new Data(rows(x, order, from, to, memory), each(y, copy), each(sampleWeight, copy));
    }

    /** As {@link #rows(int[], int, int, List)} of some tensors. */
    static List<Tensor> rows(List<Tensor> tensors, int @Nullable [] order, int from, int to, List<Tensor> memory) {
        List<Tensor> rows = new ArrayList<>(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            rows.add(take(tensor, order, from, memory.isEmpty() ? room(tensor, to - from) : memory.get(i)));
        }
        return rows;
    }

    /**
     * The steps {@code from} to {@code to} of sequences, the last one not included; weights that hold for all steps stay.
     * The first input says how many steps there are.
     */
    Data steps(int from, int to) {
        int timesteps = x.get(0).dim(1);
        return each(tensor -> tensor.shape().rank() > 1 && tensor.dim(1) == timesteps ? cut(tensor, from, to) : tensor);
    }

    private static Tensor cut(Tensor source, int from, int to) {
        Tensor cut = Tensor.zeros(source.dtype(), source.shape().with(1, to - from));
        int rows = source.dim(0);
        int width = source.size() / (rows * source.dim(1));
        for (int row = 0; row < rows; row++) {
            int start = (row * source.dim(1) + from) * width;
            Tensor.copyRange(source, start, cut, row * (to - from) * width, (to - from) * width);
        }
        return cut;
    }

    private Data each(UnaryOperator<Tensor> change) {
        return new Data(x.stream().map(change).toList(), each(y, change), each(sampleWeight, change));
    }

    private static List<@Nullable Tensor> each(List<@Nullable Tensor> tensors, UnaryOperator<Tensor> change) {
        List<@Nullable Tensor> changed = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            changed.add(tensor == null ? null : change.apply(tensor));
        }
        return changed;
    }

    private static Tensor room(Tensor source, int rows) {
        return Tensor.zeros(source.dtype(), source.shape().with(0, rows));
    }

    private static Tensor take(Tensor source, int @Nullable [] order, int from, Tensor rows) {
        int width = source.size() / source.dim(0);
        if (order == null) {
            Tensor.copyRange(source, from * width, rows, 0, rows.size());
            return rows;
        }
        for (int i = 0; i < rows.dim(0); i++) {
            Tensor.copyRange(source, order[from + i] * width, rows, i * width, width);
        }
        return rows;
    }
}
