package io.github.gru4j.metric;

/**
 * The weight of predictions not above a threshold whose target is 1
 * ({@code keras.metrics.FalseNegatives}). Not thread-safe.
 */
public final class FalseNegatives extends ThresholdMetric {

    private FalseNegatives(double... thresholds) {
        super(thresholds);
    }

    /**
     * The metric.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static FalseNegatives of(double... thresholds) {
        return new FalseNegatives(thresholds);
    }

    @Override
    double[] values(ConfusionCounts confusion) {
        return confusion.falseNegatives();
    }
}
