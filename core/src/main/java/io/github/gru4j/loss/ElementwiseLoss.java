package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/**
 * A loss whose sample has the mean of what its elements have, each judged alone. Targets have the shape of the
 * predictions; a last axis of 1 may be missing on either side. Immutable; safe to share between threads.
 */
abstract class ElementwiseLoss extends Loss {

    ElementwiseLoss(Reduction reduction) {
        super(reduction);
    }

    /** The value of one element of predictions of this type. */
    abstract double elementValue(double yTrue, double yPred, DType dtype);

    /** The derivative of {@link #elementValue} with respect to the prediction. */
    abstract double elementGradient(double yTrue, double yPred, DType dtype);

    @Override
    protected final void check(Tensor yTrue, Tensor yPred) {
        Targets.checkShape(owner(), yTrue, yPred);
    }

    @Override
    protected final double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        double sum = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            sum += elementValue(yTrue.getAt(i), yPred.getAt(i), yPred.dtype());
        }
        return sum / width;
    }

    @Override
    protected final void sampleGradient(
            Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            dYPred.setAt(i, scale * elementGradient(yTrue.getAt(i), yPred.getAt(i), yPred.dtype()) / width);
        }
    }
}
