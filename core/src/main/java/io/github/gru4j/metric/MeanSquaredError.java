package io.github.gru4j.metric;

/**
 * The mean of {@code (yTrue − yPred)²} ({@code keras.metrics.MeanSquaredError}); see
 * {@link io.github.gru4j.loss.MeanSquaredError}. Not thread-safe.
 */
public final class MeanSquaredError extends LossMetric {

    private MeanSquaredError() {
        super(io.github.gru4j.loss.MeanSquaredError.of());
    }

    /** The metric. */
    public static MeanSquaredError of() {
        return new MeanSquaredError();
    }
}
