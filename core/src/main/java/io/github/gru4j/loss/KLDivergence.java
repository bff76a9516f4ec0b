package io.github.gru4j.loss;

import io.github.gru4j.tensor.Tensor;

/**
 * The sum over the last axis of {@code yTrue · log(yTrue / yPred)}, both kept within {@code [1e-7, 1]}
 * ({@code keras.losses.KLDivergence}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class KLDivergence extends Loss {

    private KLDivergence(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static KLDivergence of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static KLDivergence of(Reduction reduction) {
        return new KLDivergence(reduction);
    }

    @Override
    public String name() {
        return "kl_divergence";
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        Targets.checkShape(owner(), yTrue, yPred);
    }

    private static double clip(double x) {
        return Math.min(Math.max(x, Probabilities.EPSILON), 1);
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        double sum = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double target = clip(yTrue.getAt(i));
            sum += target * Math.log(target / clip(yPred.getAt(i)));
        }
        return sum;
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double prediction = yPred.getAt(i);
            dYPred.setAt(i, prediction == clip(prediction) ? -scale * clip(yTrue.getAt(i)) / prediction : 0);
        }
    }
}
