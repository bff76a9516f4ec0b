package io.github.gru4j.metric;

import io.github.gru4j.tensor.Tensor;

/**
 * How often the class with the largest prediction is the target, a class number
 * ({@code keras.metrics.SparseCategoricalAccuracy}). Not thread-safe.
 */
public final class SparseCategoricalAccuracy extends Metric {

    SparseCategoricalAccuracy(String name) {
        super(name);
    }

    /** The metric under Keras's default name, {@code sparse_categorical_accuracy}. */
    public static SparseCategoricalAccuracy of() {
        return new SparseCategoricalAccuracy("sparse_categorical_accuracy");
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred, int samples) {
        if (yTrue.size() != samples) {
            throw new IllegalArgumentException("SparseCategoricalAccuracy: targets must hold one class number per row"
                    + " of the predictions, whose shape is " + yPred.shape() + ". Received: shape=" + yTrue.shape()
                    + ".");
        }
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        int best = 0;
        for (int i = 1; i < width; i++) {
            if (yPred.getAt(sample * width + i) > yPred.getAt(sample * width + best)) {
                best = i;
            }
        }
        return best == yTrue.getAt(sample) ? 1 : 0;
    }
}
