package io.github.gru4j.loss;

import io.github.gru4j.tensor.Tensor;

/**
 * The negative cosine of the angle between targets and predictions along the last axis: −1 where they point the same way
 * ({@code keras.losses.CosineSimilarity}).
 *
 * <p>Vectors shorter than 1e-7 are divided by 1e-7 instead of their length. Targets have the shape of the predictions; a
 * last axis of 1 may be missing on either side. Immutable; safe to share between threads.
 */
public final class CosineSimilarity extends Loss {

    private CosineSimilarity(Reduction reduction) {
        super(reduction);
    }

    /** The mean over the samples. */
    public static CosineSimilarity of() {
        return of(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** The loss with a reduction. */
    public static CosineSimilarity of(Reduction reduction) {
        return new CosineSimilarity(reduction);
    }

    @Override
    public String name() {
        return "cosine_similarity";
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        Targets.checkShape(owner(), yTrue, yPred);
    }

    private static double length(Tensor x, int sample, int width) {
        double squares = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            squares += x.getAt(i) * x.getAt(i);
        }
        return Math.max(Math.sqrt(squares), Probabilities.EPSILON);
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        double product = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            product += yTrue.getAt(i) * yPred.getAt(i);
        }
        return -product / (length(yTrue, sample, width) * length(yPred, sample, width));
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        double trueLength = length(yTrue, sample, width);
        double length = length(yPred, sample, width);
        // a length that was raised to the least one is constant
        double value = length > Probabilities.EPSILON ? sampleValue(yTrue, yPred, sample, width) : 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double direction = yTrue.getAt(i) / trueLength + value * yPred.getAt(i) / length;
            dYPred.setAt(i, -scale * direction / length);
        }
    }
}
