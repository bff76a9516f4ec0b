package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Samples to train or to judge on; the first axis of each tensor counts them.
 *
 * @param x inputs
 * @param y targets
 * @param sampleWeight what each sample, or each step of it, weighs; null for ones
 */
record Data(Tensor x, Tensor y, @Nullable Tensor sampleWeight) {

    /** Checks, in the name of the model, that every sample has a target and a weight. */
    Data check(Model model) {
        String who = model.className() + " '" + model.name() + "'";
        if (x.shape().rank() == 0 || x.dim(0) == 0) {
            throw new IllegalArgumentException(
                    who + ": x must hold at least one sample. Received: shape=" + x.shape() + ".");
        }
        check(who, "y", y);
        if (sampleWeight != null) {
            check(who, "sampleWeight", sampleWeight);
        }
        return this;
    }

    private void check(String who, String name, Tensor tensor) {
        if (tensor.shape().rank() == 0 || tensor.dim(0) != samples()) {
            throw new IllegalArgumentException(who + ": " + name + " must have as many samples as x, " + samples()
                    + ". Received: shape=" + tensor.shape() + ".");
        }
    }

    int samples() {
        return x.dim(0);
    }

    /** The samples {@code from} to {@code to}, the last one not included. */
    Data rows(int from, int to) {
        return new Data(x.rows(from, to), y.rows(from, to), sampleWeight == null ? null : sampleWeight.rows(from, to));
    }

    /** The samples that stand at {@code from} to {@code to} in an order. */
    Data rows(int[] order, int from, int to) {
        return new Data(
                take(x, order, from, to),
                take(y, order, from, to),
                sampleWeight == null ? null : take(sampleWeight, order, from, to));
    }

    private static Tensor take(Tensor source, int[] order, int from, int to) {
        Tensor rows = Tensor.zeros(source.dtype(), source.shape().with(0, to - from));
        int width = source.size() / source.dim(0);
        for (int i = from; i < to; i++) {
            Tensor.copyRange(source, order[i] * width, rows, (i - from) * width, width);
        }
        return rows;
    }
}
