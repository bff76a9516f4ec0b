package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;

/**
 * The mean over the last axis of {@code (yTrue − yPred)²}
 * ({@code keras.losses.MeanSquaredError}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class MeanSquaredError extends ElementwiseLoss {

    private MeanSquaredError(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static MeanSquaredError of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static MeanSquaredError of(Reduction reduction) {
        return new MeanSquaredError(reduction);
    }

    @Override
    public String name() {
        return "mean_squared_error";
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double error = yPred - yTrue;
        return error * error;
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return 2 * (yPred - yTrue);
    }
}
