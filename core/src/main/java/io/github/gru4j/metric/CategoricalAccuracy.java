package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/**
 * How often the class with the largest prediction is the one with the largest target, as in one-hot rows
 * ({@code keras.metrics.CategoricalAccuracy}). Not thread-safe.
 */
public final class CategoricalAccuracy extends MeanMetric {

    private CategoricalAccuracy() {}

    /** The metric. */
    public static CategoricalAccuracy of() {
        return new CategoricalAccuracy();
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        double[] classes = Ranking.classes(this, false, yTrue, yPred, samples);
        return Ranking.hits(classes, yPred, samples.width());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
