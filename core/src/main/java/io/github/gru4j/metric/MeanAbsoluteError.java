package io.github.gru4j.metric;

/**
 * The mean of {@code |yTrue − yPred|} ({@code keras.metrics.MeanAbsoluteError}); see
 * {@link io.github.gru4j.loss.MeanAbsoluteError}. Not thread-safe.
 */
public final class MeanAbsoluteError extends LossMetric {

    private MeanAbsoluteError() {
        super(io.github.gru4j.loss.MeanAbsoluteError.of());
    }

    /** The metric. */
    public static MeanAbsoluteError of() {
        return new MeanAbsoluteError();
    }
}
