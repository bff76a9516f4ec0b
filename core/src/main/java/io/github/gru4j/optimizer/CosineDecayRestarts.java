package io.github.gru4j.optimizer;

/**
 * Half a cosine from η₀ down to {@code α η₀}, again and again ({@code keras.optimizers.schedules.CosineDecayRestarts}):
 * each period is {@code tMul} times as long as the one before it and starts {@code mMul} times as high. Immutable and
 * thread-safe.
 *
 * @param initialLearningRate η₀, 0 or more
 * @param firstDecaySteps the length of the first period, above 0
 * @param tMul 1 or more; default 2
 * @param mMul 0 or more; default 1
 * @param alpha α, the least rate as a share of η₀; default 0
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2016</a>
 */
public record CosineDecayRestarts(
        double initialLearningRate, double firstDecaySteps, double tMul, double mMul, double alpha)
        implements LearningRateSchedule {

    /** Checks the arguments. */
    public CosineDecayRestarts {
        Checks.notNegative("CosineDecayRestarts", "initialLearningRate", initialLearningRate);
        Checks.positive("CosineDecayRestarts", "firstDecaySteps", firstDecaySteps);
        if (!(tMul >= 1) || Double.isInfinite(tMul)) { // shorter and shorter periods would end before training does
            throw new IllegalArgumentException(
                    "CosineDecayRestarts: tMul must be a number of 1 or more. Received: tMul=" + tMul + ".");
        }
        Checks.notNegative("CosineDecayRestarts", "mMul", mMul);
        Checks.notNegative("CosineDecayRestarts", "alpha", alpha);
    }

    /** Each period twice as long as the one before it and as high, down to 0. */
    public static CosineDecayRestarts of(double initialLearningRate, double firstDecaySteps) {
        return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, 2, 1, 0);
    }

    @Override
    public double learningRate(long step) {
        double time = step / firstDecaySteps; // in lengths of the first period
        double period = Math.floor(tMul == 1 ? time : Math.log1p(time * (tMul - 1)) / Math.log(tMul));
        // The logarithms may be off by a rounding error just where a period starts.
        if (time < start(period)) {
            period--;
        } else if (time >= start(period + 1)) {
            period++;
        }
        double done = (time - start(period)) / Math.pow(tMul, period);
        return initialLearningRate * CosineDecay.share(done, Math.pow(mMul, period), alpha);
    }

    private double start(double period) {
        return tMul == 1 ? period : (Math.pow(tMul, period) - 1) / (tMul - 1);
    }
}
