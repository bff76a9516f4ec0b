package io.github.gru4j.metric;

/** The root of the mean of {@code (yTrue − yPred)²} ({@code keras.metrics.RootMeanSquaredError}). Not thread-safe. */
public final class RootMeanSquaredError extends ElementMetric {

    private RootMeanSquaredError() {}

    /** The metric. */
    public static RootMeanSquaredError of() {
        return new RootMeanSquaredError();
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
}
