package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * 100 times the mean over the last axis of {@code |yTrue − yPred| / max(|yTrue|, 1e-7)}
 * ({@code keras.losses.MeanAbsolutePercentageError}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class MeanAbsolutePercentageError extends ElementwiseLoss {

    private MeanAbsolutePercentageError(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static MeanAbsolutePercentageError of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static MeanAbsolutePercentageError of(Reduction reduction) {
        return new MeanAbsolutePercentageError(reduction);
    }

    @Override
    public String name() {
        return "mean_absolute_percentage_error";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        return 100 * Math.abs(yPred - yTrue) / Math.max(Math.abs(yTrue), Probabilities.EPSILON);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return 100 * Math.signum(yPred - yTrue) / Math.max(Math.abs(yTrue), Probabilities.EPSILON);
    }
}
