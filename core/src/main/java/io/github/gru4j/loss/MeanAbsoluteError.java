package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of {@code |yTrue − yPred|}
 * ({@code keras.losses.MeanAbsoluteError}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class MeanAbsoluteError extends ElementwiseLoss {

    private MeanAbsoluteError(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static MeanAbsoluteError of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static MeanAbsoluteError of(Reduction reduction) {
        return new MeanAbsoluteError(reduction);
    }

    @Override
    public String name() {
        return "mean_absolute_error";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        return Math.abs(yPred - yTrue);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return Math.signum(yPred - yTrue);
    }
}
