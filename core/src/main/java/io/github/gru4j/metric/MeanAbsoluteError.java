package io.github.gru4j.metric;

import io.github.gru4j.tensor.Tensor;

/** The mean of {@code |yTrue − yPred|} ({@code keras.metrics.MeanAbsoluteError}). Not thread-safe. */
public final class MeanAbsoluteError extends Metric {

    MeanAbsoluteError(String name) {
        super(name);
    }

    /** The metric under Keras's default name, {@code mean_absolute_error}. */
    public static MeanAbsoluteError of() {
        return new MeanAbsoluteError("mean_absolute_error");
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        double sum = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            sum += Math.abs(yPred.getAt(i) - yTrue.getAt(i));
        }
        return sum / width;
    }
}
