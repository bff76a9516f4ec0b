package io.github.gru4j.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * Half a cosine from η₀ down to {@code α η₀} within {@code decaySteps}, where the learning rate stays
 * ({@code keras.optimizers.schedules.CosineDecay}). With a warmup, first a straight line from η₀ to the target, from which
 * the cosine then falls. Immutable and thread-safe.
 *
 * @param initialLearningRate η₀, 0 or more
 * @param decaySteps the length of the cosine, above 0
 * @param alpha α, the least rate as a share of the greatest; default 0
 * @param warmupTarget the greatest rate, 0 or more, or null for no warmup (default)
 * @param warmupSteps the length of the warmup, 0 or more; default 0
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2016</a>
 */
public record CosineDecay(
        double initialLearningRate,
        double decaySteps,
        double alpha,
        @Nullable Double warmupTarget,
        double warmupSteps) implements LearningRateSchedule {

    /** Checks the arguments. */
    public CosineDecay {
        Checks.notNegative("CosineDecay", "initialLearningRate", initialLearningRate);
        Checks.positive("CosineDecay", "decaySteps", decaySteps);
        Checks.notNegative("CosineDecay", "alpha", alpha);
        if (warmupTarget != null) {
            Checks.notNegative("CosineDecay", "warmupTarget", warmupTarget);
        }
        Checks.notNegative("CosineDecay", "warmupSteps", warmupSteps);
    }

    /** Down to 0, without a warmup. */
    public static CosineDecay of(double initialLearningRate, double decaySteps) {
        return new CosineDecay(initialLearningRate, decaySteps, 0, null, 0);
    }

    /** This schedule with another least rate, as a share of the greatest. */
    public CosineDecay withAlpha(double newAlpha) {
        return new CosineDecay(initialLearningRate, decaySteps, newAlpha, warmupTarget, warmupSteps);
    }

    /** This schedule behind a straight line from the initial rate to a target. */
    public CosineDecay withWarmup(double target, double steps) {
        return new CosineDecay(initialLearningRate, decaySteps, alpha, target, steps);
    }

    @Override
    public double learningRate(long step) {
        if (warmupTarget == null) {
            return initialLearningRate * decayed((double) step);
        }
        if (step < warmupSteps) {
            return (warmupTarget - initialLearningRate) * (step / warmupSteps) + initialLearningRate;
        }
        return warmupTarget * decayed(step - warmupSteps);
    }

    private double decayed(double step) {
        return share(Math.min(1, step / decaySteps), 1, alpha);
    }

    /** What is left of a rate when a share of half a cosine of some height is done. */
    static double share(double done, double height, double alpha) {
        return (1 - alpha) * 0.5 * height * (1 + Math.cos(Math.PI * done)) + alpha;
    }
}
