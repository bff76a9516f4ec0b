package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of {@code log(cosh(yPred − yTrue))}: near half the square for a small error, near the
 * error for a large one
 * ({@code keras.losses.LogCosh}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class LogCosh extends ElementwiseLoss {

    private LogCosh(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static LogCosh of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static LogCosh of(Reduction reduction) {
        return new LogCosh(reduction);
    }

    @Override
    public String name() {
        return "log_cosh";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double error = yPred - yTrue;
        return error + Probabilities.softplus(-2 * error) - Math.log(2);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return Math.tanh(yPred - yTrue);
    }
}
