package io.github.gru4j.metric;

/**
 * 100 times the mean of {@code |yTrue − yPred| / |yTrue|} ({@code keras.metrics.MeanAbsolutePercentageError}); see
 * {@link io.github.gru4j.loss.MeanAbsolutePercentageError}. Not thread-safe.
 */
public final class MeanAbsolutePercentageError extends LossMetric {

    private MeanAbsolutePercentageError() {
        super(io.github.gru4j.loss.MeanAbsolutePercentageError.of());
    }

    /** The metric. */
    public static MeanAbsolutePercentageError of() {
        return new MeanAbsolutePercentageError();
    }
}
