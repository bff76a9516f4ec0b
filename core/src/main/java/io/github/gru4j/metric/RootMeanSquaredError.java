package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The root of the mean of {@code (yTrue − yPred)²} ({@code keras.metrics.RootMeanSquaredError}). Overlooks a mask, as Keras
 * 3 does. Not thread-safe.
 */
public final class RootMeanSquaredError extends ElementMetric {

    private RootMeanSquaredError() {}

    /** The metric. */
    public static RootMeanSquaredError of() {
        return new RootMeanSquaredError();
    }

    @Override
    protected Samples samples(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        return super.samples(yTrue, yPred, sampleWeight, null);
    }

    @Override
    double elementValue(double yTrue, double yPred) {
        double error = yPred - yTrue;
        return error * error;
    }

    @Override
    protected double finish(double mean) {
        return Math.sqrt(mean);
    }

    @Override
    public Direction direction() {
        return Direction.DOWN;
    }
}
