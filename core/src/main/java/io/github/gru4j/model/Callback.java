package io.github.gru4j.model;

import java.util.Map;

/**
 * Watches a training and may end it ({@code keras.callbacks.Callback}). All methods do nothing by default; they are
 * called on the thread that trains.
 */
public interface Callback {

    /** Before the first epoch. */
    default void onTrainBegin(Model model, FitOptions options) {}

    /** Before an epoch, counted from 0. */
    default void onEpochBegin(int epoch) {}

    /**
     * After a batch.
     *
     * @param batch counted from 0 within the epoch
     * @param batches how many there are in the epoch; -1 if the data do not say, in their first pass
     * @param logs the loss and metrics over the epoch so far
     */
    default void onBatchEnd(int batch, int batches, Map<String, Double> logs) {}

    /**
     * After an epoch and its validation.
     *
     * @param epoch counted from 0
     * @param logs the loss and metrics; with validation data also its own, as {@code val_…}
     */
    default void onEpochEnd(int epoch, Map<String, Double> logs) {}

    /** After the last epoch, also when training was stopped. */
    default void onTrainEnd() {}

    /** Whether to stop; asked after every batch and every epoch. */
    default boolean stopTraining() {
        return false;
    }
}
