package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of {@code (log(yTrue + 1) − log(yPred + 1))²}, in which numbers below 1e-7 count as
 * 1e-7
 * ({@code keras.losses.MeanSquaredLogarithmicError}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class MeanSquaredLogarithmicError extends ElementwiseLoss {

    private MeanSquaredLogarithmicError(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static MeanSquaredLogarithmicError of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static MeanSquaredLogarithmicError of(Reduction reduction) {
        return new MeanSquaredLogarithmicError(reduction);
    }

    @Override
    public String name() {
        return "mean_squared_logarithmic_error";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double error = log(yPred) - log(yTrue);
        return error * error;
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return yPred < Probabilities.EPSILON ? 0 : 2 * (log(yPred) - log(yTrue)) / (yPred + 1);
    }

    private static double log(double x) {
        return Math.log(Math.max(x, Probabilities.EPSILON) + 1);
    }
}
