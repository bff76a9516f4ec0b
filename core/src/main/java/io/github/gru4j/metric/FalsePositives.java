package io.github.gru4j.metric;

/**
 * The weight of predictions above a threshold whose target is 0
 * ({@code keras.metrics.FalsePositives}). Not thread-safe.
 */
public final class FalsePositives extends ThresholdMetric {

    private FalsePositives(double... thresholds) {
        super(thresholds);
    }

    /**
     * The metric.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static FalsePositives of(double... thresholds) {
        return new FalsePositives(thresholds);
    }

    @Override
    double[] values(ConfusionCounts confusion) {
        return confusion.falsePositives();
    }
}
