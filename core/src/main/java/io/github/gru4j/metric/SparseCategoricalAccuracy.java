package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/**
 * How often the class with the largest prediction is the target, a class number
 * ({@code keras.metrics.SparseCategoricalAccuracy}). Not thread-safe.
 */
public final class SparseCategoricalAccuracy extends MeanMetric {

    private SparseCategoricalAccuracy() {}

    /** The metric. */
    public static SparseCategoricalAccuracy of() {
        return new SparseCategoricalAccuracy();
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        double[] classes = Ranking.classes(this, true, yTrue, yPred, samples);
        return Ranking.hits(classes, yPred, samples.width());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
