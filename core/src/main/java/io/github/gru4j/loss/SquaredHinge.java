package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/**
 * The mean over the last axis of {@code max(1 − yTrue · yPred, 0)²}
 * ({@code keras.losses.SquaredHinge}).
 *
 * <p>Targets are −1 or 1; where all of a batch are 0 or 1, 0 counts as −1.
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class SquaredHinge extends ElementwiseLoss {

    private SquaredHinge(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static SquaredHinge of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static SquaredHinge of(Reduction reduction) {
        return new SquaredHinge(reduction);
    }

    @Override
    public String name() {
        return "squared_hinge";
    }

    @Override
    protected Tensor targets(Tensor yTrue) {
        return Targets.signs(yTrue);
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double slack = Math.max(1 - yTrue * yPred, 0);
        return slack * slack;
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return -2 * yTrue * Math.max(1 - yTrue * yPred, 0);
    }
}
