package io.github.gru4j.metric;

/**
 * The mean of {@code max(1 − yTrue · yPred, 0)²} ({@code keras.metrics.SquaredHinge}); see
 * {@link io.github.gru4j.loss.SquaredHinge}. Not thread-safe.
 */
public final class SquaredHinge extends LossMetric {

    private SquaredHinge() {
        super(io.github.gru4j.loss.SquaredHinge.of());
    }

    /** The metric. */
    public static SquaredHinge of() {
        return new SquaredHinge();
    }
}
