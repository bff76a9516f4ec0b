package io.github.gru4j.metric;

import io.github.gru4j.tensor.Tensor;

/** The mean of {@code (yTrue − yPred)²} ({@code keras.metrics.MeanSquaredError}). Not thread-safe. */
public final class MeanSquaredError extends Metric {

    MeanSquaredError(String name) {
        super(name);
    }

    /** The metric under Keras's default name, {@code mean_squared_error}. */
    public static MeanSquaredError of() {
        return new MeanSquaredError("mean_squared_error");
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        return squares(yTrue, yPred, sample, width);
    }

    static double squares(Tensor yTrue, Tensor yPred, int sample, int width) {
        double sum = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double error = yPred.getAt(i) - yTrue.getAt(i);
            sum += error * error;
        }
        return sum / width;
    }
}
