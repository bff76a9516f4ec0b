package io.github.gru4j.metric;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link Precision} and {@link Recall}, under Keras's names. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class PrecisionRecallBuilder<B extends PrecisionRecallBuilder<B>>
        permits Precision.Builder, Recall.Builder {

    double[] thresholds = {};

    @Nullable
    Integer topK;

    @Nullable
    Integer classId;

    PrecisionRecallBuilder() {}

    /** Predictions above them count as 1, a value for each; by default 0.5, or all of the best k under {@link #topK}. */
    public B thresholds(double... newThresholds) {
        thresholds = newThresholds.clone();
        return self();
    }

    /** How many of the largest predictions of a sample may count as 1; null, for all, by default. */
    public B topK(@Nullable Integer newTopK) {
        topK = newTopK;
        return self();
    }

    /** The only class that counts; null, for all, by default. */
    public B classId(@Nullable Integer newClassId) {
        classId = newClassId;
        return self();
    }

    abstract B self();
}
