package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/**
 * The mean over the last axis of {@code max(1 − yTrue · yPred, 0)}
 * ({@code keras.losses.Hinge}).
 *
 * <p>Targets are −1 or 1; where all of a batch are 0 or 1, 0 counts as −1.
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class Hinge extends ElementwiseLoss {

    private Hinge(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static Hinge of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static Hinge of(Reduction reduction) {
        return new Hinge(reduction);
    }

    @Override
    public String name() {
        return "hinge";
    }

    @Override
    protected Tensor targets(Tensor yTrue) {
        return Targets.signs(yTrue);
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        return Math.max(1 - yTrue * yPred, 0);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return 1 - yTrue * yPred >= 0 ? -yTrue : 0;
    }
}
