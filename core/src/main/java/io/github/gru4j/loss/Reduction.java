package io.github.gru4j.loss;

import java.util.Locale;

/** How a {@link Loss} makes one number of the values of its samples, under Keras's names. */
public enum Reduction {

    /** The sum divided by the number of samples, whatever they weigh. */
    SUM_OVER_BATCH_SIZE,

    /** The sum. */
    SUM,

    /** Another name of {@link #SUM_OVER_BATCH_SIZE}. */
    MEAN,

    /** The sum divided by the sum of the weights. */
    MEAN_WITH_SAMPLE_WEIGHT,

    /** None: {@link Loss#values} gives a value per sample; the gradient is that of their sum. */
    NONE;

    /** Keras's identifier: {@code sum_over_batch_size}. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the sum is divided by the number of samples. */
    boolean countsSamples() {
        return this == SUM_OVER_BATCH_SIZE || this == MEAN;
    }
}
