package io.github.gru4j.metric;

import org.jspecify.annotations.Nullable;

/**
 * How many of the targets of 1 are predicted above a threshold
 * ({@code keras.metrics.Recall}); 0 if there are none. Not thread-safe.
 */
public final class Recall extends ThresholdMetric {

    /** The arguments of {@link Recall}. */
    public static final class Builder extends PrecisionRecallBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The metric. */
        public Recall build() {
            return new Recall(this);
        }
    }

    private Recall(Builder builder) {
        super(builder.topK, builder.classId, builder.thresholds);
    }

    /**
     * The metric over all classes.
     *
     * @param thresholds in [0, 1], a value for each; 0.5 if there is none
     */
    public static Recall of(double... thresholds) {
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
        return ratios(confusion.truePositives(), confusion.falseNegatives());
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
