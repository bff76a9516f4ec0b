package io.github.gru4j.metric;

/**
 * The weight of predictions above a threshold whose target is 1
 * ({@code keras.metrics.TruePositives}). Not thread-safe.
 */
public final class TruePositives extends ThresholdMetric {

    private TruePositives(double... thresholds) {
        super(thresholds);
    }

    /**
     * The metric.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static TruePositives of(double... thresholds) {
        return new TruePositives(thresholds);
    }

    @Override
    double[] values(ConfusionCounts confusion) {
        return confusion.truePositives();
    }
}
