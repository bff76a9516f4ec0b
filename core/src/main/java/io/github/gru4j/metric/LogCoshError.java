package io.github.gru4j.metric;

import io.github.gru4j.loss.LogCosh;

/**
 * The mean of {@code log(cosh(yPred − yTrue))} ({@code keras.metrics.LogCoshError}, by default under the name
 * {@code logcosh}); see {@link LogCosh}. Not thread-safe.
 */
public final class LogCoshError extends LossMetric {

    private LogCoshError() {
        super("logcosh", LogCosh.of());
    }

    /** The metric. */
    public static LogCoshError of() {
        return new LogCoshError();
    }
}
