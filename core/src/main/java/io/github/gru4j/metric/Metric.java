package io.github.gru4j.metric;

import io.github.gru4j.tensor.Tensor;

/**
 * A number that says how good predictions are, accumulated over batches ({@code keras.metrics.Metric}): the mean of a
 * value per sample, where a sample is everything but the last axis of the predictions.
 *
 * <p>Holds its sums, so each training has its own; not thread-safe.
 */
public abstract class Metric {

    private final String name;
    private double total;
    private double count;

    /** A metric that reports under this name. */
    protected Metric(String name) {
        this.name = name;
    }

    /** The name under which logs report it: Keras's, {@code mean_absolute_error} or {@code mae} as it was asked for. */
    public final String name() {
        return name;
    }

    /** The value of one sample of {@code width} predictions. */
    protected abstract double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width);

    /** Turns the mean over all samples into the result; by default the mean itself. */
    protected double finish(double mean) {
        return mean;
    }

    /**
     * Checks that targets fit predictions: by default a target for every prediction.
     *
     * @param samples how many samples the predictions hold
     */
    protected void check(Tensor yTrue, Tensor yPred, int samples) {
        if (yTrue.size() != yPred.size()) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + ": targets must have the shape of the predictions, " + yPred.shape() + ". Received: shape="
                    + yTrue.shape() + ".");
        }
    }

    /** Adds a batch. */
    public final void update(Tensor yTrue, Tensor yPred) {
        int width = yPred.shape().rank() == 0 ? 1 : yPred.dim(-1);
        int samples = width == 0 ? 0 : yPred.size() / width;
        check(yTrue, yPred, samples);
        for (int sample = 0; sample < samples; sample++) {
            total += sampleValue(yTrue, yPred, sample, width);
        }
        count += samples;
    }

    /** The value over all batches since {@link #reset}; 0 before the first. */
    public final double result() {
        return count == 0 ? 0 : finish(total / count);
    }

    /** Forgets all batches. */
    public final void reset() {
        total = 0;
        count = 0;
    }
}
