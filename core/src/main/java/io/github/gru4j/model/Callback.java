package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.Map;

/**
 * Watches a training ({@code keras.callbacks.Callback}). All methods do nothing by default; they are called on the thread
 * that trains, in the order in which the callbacks were given.
 *
 * <pre>{@code
 * Callback printing = new Callback() {
 *     @Override
 *     public void onEpochEnd(int epoch, Map<String, Double> logs) {
 *         System.out.println(epoch + " " + logs);
 *     }
 * };
 * }</pre>
 *
 * <p>A callback that remembers something from one epoch to the next tells it in {@link #state}, so that a training that was
 * interrupted goes on as if it had not been. Differs from Keras: the model, what was asked of the training and the means to
 * stop it come with {@link #onTrainBegin}; there are no hooks for {@code predict} and {@code evaluate} outside a training.
 */
public interface Callback {

    /**
     * Before the first epoch.
     *
     * @param run the training: its model and options, where it is, and how to stop it
     */
    default void onTrainBegin(TrainingRun run) {}

    /** Before an epoch, counted from 0; not again where a training goes on in the middle of an epoch. */
    default void onEpochBegin(int epoch) {}

    /** Before a batch, counted from 0 within the epoch. */
    default void onTrainBatchBegin(int batch) {}

    /**
     * After a batch.
     *
     * @param batch counted from 0 within the epoch
     * @param logs the loss and metrics over the epoch so far
     */
    default void onTrainBatchEnd(int batch, Map<String, Double> logs) {}

    /** Before the validation of an epoch. */
    default void onTestBegin() {}

    /** Before a batch of a validation, counted from 0. */
    default void onTestBatchBegin(int batch) {}

    /**
     * After a batch of a validation.
     *
     * @param batch counted from 0
     * @param logs the loss and metrics over the validation so far, without {@code val_} before their names
     */
    default void onTestBatchEnd(int batch, Map<String, Double> logs) {}

    /**
     * After the validation of an epoch.
     *
     * @param logs its loss and metrics, without {@code val_} before their names
     */
    default void onTestEnd(Map<String, Double> logs) {}

    /**
     * After an epoch and its validation.
     *
     * @param epoch counted from 0
     * @param logs the loss and metrics; with validation data also its own, as {@code val_…}. What is added here, later
     *     callbacks and the history see, too
     */
    default void onEpochEnd(int epoch, Map<String, Double> logs) {}

    /**
     * After the last epoch, also when training was stopped; not after an exception.
     *
     * @param logs those of the last epoch; empty if there was none
     */
    default void onTrainEnd(Map<String, Double> logs) {}

    /** What it remembers of the training so far, by names of its own; empty, by default, for nothing. */
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /**
     * Remembers what {@link #state} told; called after {@link #onTrainBegin} of all callbacks, and only if that was not
     * empty.
     *
     * @param state by the names under which it was told
     */
    default void restore(Map<String, Tensor> state) {}
}
