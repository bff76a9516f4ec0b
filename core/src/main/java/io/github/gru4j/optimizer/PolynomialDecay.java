package io.github.gru4j.optimizer;

/**
 * The learning rate {@code (η₀ − η₁) (1 − step / decaySteps)^power + η₁}, and η₁ from {@code decaySteps} on
 * ({@code keras.optimizers.schedules.PolynomialDecay}). Immutable and thread-safe.
 *
 * @param initialLearningRate η₀, 0 or more
 * @param decaySteps above 0
 * @param endLearningRate η₁, 0 or more; default 0.0001
 * @param power above 0; default 1, a straight line
 * @param cycle whether to start again instead of staying at η₁: {@code decaySteps} stands for its first multiple that is
 *     not below the step; default false
 */
public record PolynomialDecay(
        double initialLearningRate, double decaySteps, double endLearningRate, double power, boolean cycle)
        implements LearningRateSchedule {

    /** Checks the arguments. */
    public PolynomialDecay {
        Checks.notNegative("PolynomialDecay", "initialLearningRate", initialLearningRate);
        Checks.positive("PolynomialDecay", "decaySteps", decaySteps);
        Checks.notNegative("PolynomialDecay", "endLearningRate", endLearningRate);
        Checks.positive("PolynomialDecay", "power", power);
    }

    /** A straight line down to 0.0001. */
    public static PolynomialDecay of(double initialLearningRate, double decaySteps) {
        return new PolynomialDecay(initialLearningRate, decaySteps, 0.0001, 1, false);
    }

    @Override
    public double learningRate(long step) {
        double length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
        double done = Math.min(1, step / length);
        return (initialLearningRate - endLearningRate) * Math.pow(1 - done, power) + endLearningRate;
    }
}
