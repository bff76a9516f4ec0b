package io.github.gru4j.metric;

import io.github.gru4j.tensor.Tensor;

/** The root of the mean of {@code (yTrue − yPred)²} ({@code keras.metrics.RootMeanSquaredError}). Not thread-safe. */
public final class RootMeanSquaredError extends Metric {

    RootMeanSquaredError(String name) {
        super(name);
    }

    /** The metric under Keras's default name, {@code root_mean_squared_error}. */
    public static RootMeanSquaredError of() {
        return new RootMeanSquaredError("root_mean_squared_error");
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        return MeanSquaredError.squares(yTrue, yPred, sample, width);
    }

    @Override
    protected double finish(double mean) {
        return Math.sqrt(mean);
    }
}
