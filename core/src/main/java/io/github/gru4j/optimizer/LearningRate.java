package io.github.gru4j.optimizer;

import org.jspecify.annotations.Nullable;

/** The learning rate of one optimizer: a number that may be changed, or a schedule that gives it. */
final class LearningRate {

    private final String type;
    private final @Nullable LearningRateSchedule schedule;
    private final double initial;
    private double current;

    LearningRate(String type, double rate) {
        this.type = type;
        this.schedule = null;
        this.initial = Checks.notNegative(type, "learningRate", rate);
        this.current = rate;
    }

    LearningRate(String type, LearningRateSchedule schedule) {
        this.type = type;
        this.schedule = schedule;
        this.initial = schedule.learningRate(0);
    }

    @Nullable
    LearningRateSchedule schedule() {
        return schedule;
    }

    double initial() {
        return initial;
    }

    /** The rate after this number of steps. */
    double at(long iterations) {
        return schedule == null ? current : schedule.learningRate(iterations);
    }

    void set(double rate) {
        if (schedule != null) {
            throw new IllegalStateException(
                    type + ": learningRate must not be set where a schedule gives it. Received: " + "learningRate="
                            + rate + ". Make the optimizer with a number as its learning rate.");
        }
        current = Checks.notNegative(type, "learningRate", rate);
    }
}
