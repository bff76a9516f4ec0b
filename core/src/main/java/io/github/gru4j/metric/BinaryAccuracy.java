package io.github.gru4j.metric;

/**
 * How often a prediction is above a threshold where the target is 1, and is not where it is 0
 * ({@code keras.metrics.BinaryAccuracy}). Not thread-safe.
 */
public final class BinaryAccuracy extends ElementMetric {

    private final double threshold;

    private BinaryAccuracy(double threshold) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("BinaryAccuracy: threshold must be a number. Received: threshold=NaN.");
        }
        this.threshold = threshold;
    }

    /** The metric with a threshold of 0.5. */
    public static BinaryAccuracy of() {
        return of(0.5);
    }

    /**
     * The metric.
     *
     * @param threshold predictions above it count as 1
     */
    public static BinaryAccuracy of(double threshold) {
        return new BinaryAccuracy(threshold);
    }

    /** Predictions above it count as 1. */
    public double threshold() {
        return threshold;
    }

    @Override
    double elementValue(double yTrue, double yPred) {
        return yTrue == (yPred > (float) threshold ? 1 : 0) ? 1 : 0; // Keras compares float32 numbers
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
