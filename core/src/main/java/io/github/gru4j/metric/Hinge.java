package io.github.gru4j.metric;

/**
 * The mean of {@code max(1 − yTrue · yPred, 0)} ({@code keras.metrics.Hinge}); see
 * {@link io.github.gru4j.loss.Hinge}. Not thread-safe.
 */
public final class Hinge extends LossMetric {

    private Hinge() {
        super(io.github.gru4j.loss.Hinge.of());
    }

    /** The metric. */
    public static Hinge of() {
        return new Hinge();
    }
}
