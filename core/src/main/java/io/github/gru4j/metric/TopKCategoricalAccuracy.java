package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/**
 * How often the class with the largest target, as in one-hot rows, is among the {@code k} largest predictions
 * ({@code keras.metrics.TopKCategoricalAccuracy}). Equal predictions share the better rank. Not thread-safe.
 */
public final class TopKCategoricalAccuracy extends MeanMetric {

    private final int k;

    private TopKCategoricalAccuracy(int k) {
        this.k = Ranking.checkedK("TopKCategoricalAccuracy", k);
    }

    /** The metric with a {@code k} of 5. */
    public static TopKCategoricalAccuracy of() {
        return of(5);
    }

    /**
     * The metric.
     *
     * @param k how many of the largest predictions count as hits; positive
     */
    public static TopKCategoricalAccuracy of(int k) {
        return new TopKCategoricalAccuracy(k);
    }

    /** How many of the largest predictions count as hits. */
    public int k() {
        return k;
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        double[] classes = Ranking.classes(this, false, yTrue, yPred, samples);
        return Ranking.hits(k, classes, yPred, samples.width());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
