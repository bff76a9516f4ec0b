package io.github.gru4j.metric;

import org.jspecify.annotations.Nullable;

/**
 * How many of the predictions above a threshold have the target 1
 * ({@code keras.metrics.Precision}); 0 if there are none. Not thread-safe.
 */
public final class Precision extends ThresholdMetric {

    /** The arguments of {@link Precision}. */
    public static final class Builder extends PrecisionRecallBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The metric. */
        public Precision build() {
            return new Precision(this);
        }
    }

    private Precision(Builder builder) {
        super(builder.topK, builder.classId, builder.thresholds);
    }

    /**
     * The metric over all classes.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static Precision of(double... thresholds) {
        return builder().thresholds(thresholds).build();
    }

    /** A metric with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many of the largest predictions of a sample may count as 1, or null for all. */
    public @Nullable Integer topK() {
        return topKOrNull();
    }

    /** The only class that counts, or null for all. */
    public @Nullable Integer classId() {
        return classIdOrNull();
    }

    @Override
    double[] values(ConfusionCounts confusion) {
        return ratios(confusion.truePositives(), confusion.falsePositives());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
