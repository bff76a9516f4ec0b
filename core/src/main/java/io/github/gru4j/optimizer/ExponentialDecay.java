package io.github.gru4j.optimizer;

/**
 * The learning rate {@code η₀ · rate^(step / decaySteps)} ({@code keras.optimizers.schedules.ExponentialDecay}).
 * Immutable and thread-safe.
 *
 * @param initialLearningRate η₀, 0 or more
 * @param decaySteps after how many steps the rate has fallen by the factor decayRate, above 0
 * @param decayRate 0 or more
 * @param staircase whether {@code step / decaySteps} is rounded down, so that the rate falls in steps; default false
 */
public record ExponentialDecay(double initialLearningRate, double decaySteps, double decayRate, boolean staircase)
        implements LearningRateSchedule {

    /** Checks the arguments. */
    public ExponentialDecay {
        Checks.notNegative("ExponentialDecay", "initialLearningRate", initialLearningRate);
        Checks.positive("ExponentialDecay", "decaySteps", decaySteps);
        Checks.notNegative("ExponentialDecay", "decayRate", decayRate);
    }

    /** Falling at every step. */
    public static ExponentialDecay of(double initialLearningRate, double decaySteps, double decayRate) {
        return new ExponentialDecay(initialLearningRate, decaySteps, decayRate, false);
    }

    @Override
    public double learningRate(long step) {
        double periods = step / decaySteps;
        return initialLearningRate * Math.pow(decayRate, staircase ? Math.floor(periods) : periods);
    }
}
