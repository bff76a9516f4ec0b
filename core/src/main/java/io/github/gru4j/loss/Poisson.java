package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of {@code yPred − yTrue · log(yPred + 1e-7)}: the negative logarithm of the likelihood of
 * counts
 * ({@code keras.losses.Poisson}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class Poisson extends ElementwiseLoss {

    private Poisson(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static Poisson of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static Poisson of(Reduction reduction) {
        return new Poisson(reduction);
    }

    @Override
    public String name() {
        return "poisson";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        return yPred - yTrue * Math.log(yPred + Probabilities.EPSILON);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return 1 - yTrue / (yPred + Probabilities.EPSILON);
    }
}
