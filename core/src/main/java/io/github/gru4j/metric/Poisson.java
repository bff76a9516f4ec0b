package io.github.gru4j.metric;

/**
 * The mean of {@code yPred − yTrue · log(yPred)} ({@code keras.metrics.Poisson}); see
 * {@link io.github.gru4j.loss.Poisson}. Not thread-safe.
 */
public final class Poisson extends LossMetric {

    private Poisson() {
        super(io.github.gru4j.loss.Poisson.of());
    }

    /** The metric. */
    public static Poisson of() {
        return new Poisson();
    }
}
