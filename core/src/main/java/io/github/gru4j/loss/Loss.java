package io.github.gru4j.loss;

import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A number to minimise, and its gradient ({@code keras.losses.Loss} with the reduction {@code sum_over_batch_size}: the
 * mean over all samples).
 *
 * <p>A sample is everything but the last axis of the predictions: a row of a matrix, a time step of a sequence.
 * Immutable; safe to share between threads.
 */
public abstract class Loss {

    /** For subclasses. */
    protected Loss() {}

    /** Keras's name in snake case: {@code mean_squared_error}. */
    public abstract String name();

    /** The same loss on what a softmax made the predictions from; null unless it is one on probabilities. */
    public @Nullable Loss onLogits() {
        return null;
    }

    /** The value of one sample. */
    protected abstract double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width);

    /** Writes {@code scale} times the gradient of one sample with respect to its predictions. */
    protected abstract void sampleGradient(
            Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred);

    /** Checks that targets fit predictions. */
    protected abstract void check(Tensor yTrue, Tensor yPred);

    /**
     * The mean over all samples.
     *
     * @param yTrue targets
     * @param yPred predictions, (…, width)
     */
    public final double value(Tensor yTrue, Tensor yPred) {
        return value(yTrue, yPred, null);
    }

    /**
     * The mean over all samples of weight times value, as Keras takes it: the sum divided by the number of samples, not
     * by the sum of the weights.
     *
     * @param yTrue targets
     * @param yPred predictions, (…, width)
     * @param sampleWeight one weight per sample, or null for ones
     */
    public final double value(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight) {
        int width = width(yTrue, yPred);
        int samples = width == 0 ? 0 : yPred.size() / width;
        checkWeight(sampleWeight, samples);
        double sum = 0;
        for (int sample = 0; sample < samples; sample++) {
            double weight = sampleWeight == null ? 1 : sampleWeight.getAt(sample);
            sum += weight == 0 ? 0 : weight * sampleValue(yTrue, yPred, sample, width);
        }
        return samples == 0 ? 0 : sum / samples;
    }

    /** The gradient of {@link #value(Tensor, Tensor)} with respect to the predictions, in their shape. */
    public final Tensor gradient(Tensor yTrue, Tensor yPred) {
        return gradient(yTrue, yPred, null);
    }

    /** The gradient of {@link #value(Tensor, Tensor, Tensor)} with respect to the predictions, in their shape. */
    public final Tensor gradient(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight) {
        int width = width(yTrue, yPred);
        int samples = width == 0 ? 0 : yPred.size() / width;
        checkWeight(sampleWeight, samples);
        Tensor dYPred = Tensor.zeros(yPred.dtype(), yPred.shape());
        for (int sample = 0; sample < samples; sample++) {
            double weight = sampleWeight == null ? 1 : sampleWeight.getAt(sample);
            if (weight != 0) {
                sampleGradient(yTrue, yPred, sample, width, weight / samples, dYPred);
            }
        }
        return dYPred;
    }

    private int width(Tensor yTrue, Tensor yPred) {
        check(yTrue, yPred);
        return yPred.shape().rank() == 0 ? 1 : yPred.dim(-1);
    }

    private void checkWeight(@Nullable Tensor sampleWeight, int samples) {
        if (sampleWeight != null && sampleWeight.size() != samples) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + ": sampleWeight must hold one number per sample, " + samples + ". Received: shape="
                    + sampleWeight.shape() + ".");
        }
    }
}
