package io.github.gru4j.optimizer;

/**
 * A learning rate that depends on the number of steps so far
 * ({@code keras.optimizers.schedules.LearningRateSchedule}). Schedules are computed in double, where Keras rounds to
 * float32; the ones of this package are immutable and safe to share between threads and optimizers.
 */
@FunctionalInterface
public interface LearningRateSchedule {

    /**
     * The learning rate of one step.
     *
     * @param step how many batches the optimizer has seen before, 0 or more; with gradient accumulation each counts
     */
    double learningRate(long step);
}
