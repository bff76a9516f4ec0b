package io.github.gru4j.metric;

/**
 * How often predictions equal targets ({@code keras.metrics.Accuracy}). What {@code compile} makes of the string
 * {@code "accuracy"} is another metric; see {@link Metrics#accuracy}. Not thread-safe.
 */
public final class Accuracy extends ElementMetric {

    private Accuracy() {}

    /** The metric. */
    public static Accuracy of() {
        return new Accuracy();
    }

    @Override
    double elementValue(double yTrue, double yPred) {
        return yTrue == yPred ? 1 : 0;
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
