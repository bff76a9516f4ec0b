package io.github.gru4j.metric;

/**
 * The mean of the Kullback-Leibler divergence of predictions from targets ({@code keras.metrics.KLDivergence}); see
 * {@link io.github.gru4j.loss.KLDivergence}. Not thread-safe.
 */
public final class KLDivergence extends LossMetric {

    private KLDivergence() {
        super(io.github.gru4j.loss.KLDivergence.of());
    }

    /** The metric. */
    public static KLDivergence of() {
        return new KLDivergence();
    }
}
