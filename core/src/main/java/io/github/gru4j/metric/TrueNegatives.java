package io.github.gru4j.metric;

/**
 * The weight of predictions not above a threshold whose target is 0
 * ({@code keras.metrics.TrueNegatives}). Not thread-safe.
 */
public final class TrueNegatives extends ThresholdMetric {

    private TrueNegatives(double... thresholds) {
        super(thresholds);
    }

    /**
     * The metric.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static TrueNegatives of(double... thresholds) {
        return new TrueNegatives(thresholds);
    }

    @Override
    double[] values(ConfusionCounts confusion) {
        return confusion.trueNegatives();
    }
}
