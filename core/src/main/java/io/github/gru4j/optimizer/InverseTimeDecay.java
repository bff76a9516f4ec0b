package io.github.gru4j.optimizer;

/**
 * The learning rate {@code η₀ / (1 + rate · step / decaySteps)}
 * ({@code keras.optimizers.schedules.InverseTimeDecay}). Immutable and thread-safe.
 *
 * @param initialLearningRate η₀, 0 or more
 * @param decaySteps above 0
 * @param decayRate 0 or more
 * @param staircase whether {@code step / decaySteps} is rounded down, so that the rate falls in steps; default false
 */
public record InverseTimeDecay(double initialLearningRate, double decaySteps, double decayRate, boolean staircase)
        implements LearningRateSchedule {

    /** Checks the arguments. */
    public InverseTimeDecay {
        Checks.notNegative("InverseTimeDecay", "initialLearningRate", initialLearningRate);
        Checks.positive("InverseTimeDecay", "decaySteps", decaySteps);
        Checks.notNegative("InverseTimeDecay", "decayRate", decayRate);
    }

    /** Falling at every step. */
    public static InverseTimeDecay of(double initialLearningRate, double decaySteps, double decayRate) {
        return new InverseTimeDecay(initialLearningRate, decaySteps, decayRate, false);
    }

    @Override
    public double learningRate(long step) {
        double periods = step / decaySteps;
        return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(periods) : periods));
    }
}
