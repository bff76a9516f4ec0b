package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/**
 * How often the target, a class number, is among the {@code k} largest predictions
 * ({@code keras.metrics.SparseTopKCategoricalAccuracy}). Equal predictions share the better rank. Not thread-safe.
 */
public final class SparseTopKCategoricalAccuracy extends MeanMetric {

    private final int k;

    private SparseTopKCategoricalAccuracy(int k) {
        this.k = Ranking.checkedK("SparseTopKCategoricalAccuracy", k);
    }

    /** The metric with a {@code k} of 5. */
    public static SparseTopKCategoricalAccuracy of() {
        return of(5);
    }

    /**
     * The metric.
     *
     * @param k how many of the largest predictions count as hits; positive
     */
    public static SparseTopKCategoricalAccuracy of(int k) {
        return new SparseTopKCategoricalAccuracy(k);
    }

    /** How many of the largest predictions count as hits. */
    public int k() {
        return k;
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        double[] classes = Ranking.classes(this, true, yTrue, yPred, samples);
        return Ranking.hits(k, classes, yPred, samples.width());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
