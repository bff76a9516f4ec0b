package io.github.gru4j.model;

import io.github.gru4j.optimizer.Optimizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets the learning rate before each epoch ({@code keras.callbacks.LearningRateScheduler}). Adds to the logs, and so to the
 * history, the {@code learning_rate} with which the epoch was trained.
 *
 * <pre>{@code
 * LearningRateScheduler.of((epoch, rate) -> epoch < 10 ? rate : rate * Math.exp(-0.1))
 * }</pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://keras.io/api/callbacks/learning_rate_scheduler/">Keras 3
 *     {@code callbacks/learning_rate_scheduler.py}</a>
 */
public final class LearningRateScheduler implements Callback {

    /** The learning rate of an epoch. */
    @FunctionalInterface
    public interface Schedule {
        /**
         * The learning rate of an epoch.
         *
         * @param epoch counted from 0
         * @param learningRate the rate so far
         */
        double learningRate(int epoch, double learningRate);
    }

    private final Schedule schedule;
    private @Nullable TrainingRun run;

    private LearningRateScheduler(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Asks a function for the learning rate of each epoch. */
    public static LearningRateScheduler of(Schedule schedule) {
        return new LearningRateScheduler(schedule);
    }

    /**
     * Begins to set the rate.
     *
     * @throws IllegalStateException if a schedule of the optimizer gives it
     */
    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
        Runs.settable(newRun, "LearningRateScheduler");
    }

    @Override
    public void onEpochBegin(int epoch) {
        Optimizer optimizer = optimizer();
        optimizer.setLearningRate(schedule.learningRate(epoch, optimizer.learningRate()));
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        logs.put("learning_rate", optimizer().learningRate());
    }

    private Optimizer optimizer() {
        return Runs.settable(Runs.begun(run, "LearningRateScheduler"), "LearningRateScheduler");
    }
}
