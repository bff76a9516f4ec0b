package io.github.gru4j.metric;

/**
 * The mean of {@code (log(yTrue + 1) − log(yPred + 1))²} ({@code keras.metrics.MeanSquaredLogarithmicError}); see
 * {@link io.github.gru4j.loss.MeanSquaredLogarithmicError}. Not thread-safe.
 */
public final class MeanSquaredLogarithmicError extends LossMetric {

    private MeanSquaredLogarithmicError() {
        super(io.github.gru4j.loss.MeanSquaredLogarithmicError.of());
    }

    /** The metric. */
    public static MeanSquaredLogarithmicError of() {
        return new MeanSquaredLogarithmicError();
    }
}
