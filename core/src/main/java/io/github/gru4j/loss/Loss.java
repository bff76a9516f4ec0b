package io.github.gru4j.loss;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A number to minimise, and its gradient ({@code keras.losses.Loss}).
 *
 * <p>Every sample has a value: a row of a matrix, a time step of a sequence ({@link Samples}). The {@link Reduction} makes
 * one number of them; by default it is the mean. A sample of weight 0 does not count, whatever its value is.
 *
 * <p>A mask leaves samples out. Under a mean the others make up for them, as in Keras: the divisor is the number of the
 * samples that are left. Immutable; safe to share between threads.
 */
public abstract class Loss {

    private final Reduction reduction;

    /** A loss that is the mean over the samples. */
    protected Loss() {
        this(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /** A loss with this reduction. */
    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** Keras's default name: {@code mean_squared_error}. */
    public abstract String name();

    /** How the values of the samples become one number. */
    public final Reduction reduction() {
        return reduction;
    }

    /**
     * The same loss on what an activation made the predictions from, or null if that is not where it starts. As on Keras's
     * TensorFlow backend, {@code fromLogits} means these logits, too, and not that the predictions themselves are some.
     *
     * @param activation what made the predictions, a softmax or a sigmoid
     */
    public @Nullable Loss onLogits(Activation activation) {
        return null;
    }

    /** Checks that targets fit predictions. */
    protected abstract void check(Tensor yTrue, Tensor yPred);

    /** The targets as the other methods take them; by default those that were given. */
    protected Tensor targets(Tensor yTrue) {
        return yTrue;
    }

    /** Whether a sample counts, judging by its target; by default it does. */
    protected boolean counts(Tensor yTrue, int sample) {
        return true;
    }

    /** The value of one sample. */
    protected abstract double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width);

    /** Writes {@code scale} times the gradient of one sample with respect to its predictions. */
    protected abstract void sampleGradient(
            Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred);

    /** {@link #value(Tensor, Tensor, Tensor, Mask)} of samples that all weigh 1. */
    public final double value(Tensor yTrue, Tensor yPred) {
        return value(yTrue, yPred, null, null);
    }

    /** {@link #value(Tensor, Tensor, Tensor, Mask)} without a mask. */
    public final double value(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight) {
        return value(yTrue, yPred, sampleWeight, null);
    }

    /**
     * The loss: the weighted values of the samples, reduced.
     *
     * @param yTrue targets
     * @param yPred predictions, (…, width)
     * @param sampleWeight weights in the shape of the samples or of their first axes, or null for ones
     * @param mask which samples count, or null for all
     * @throws IllegalStateException if the reduction is {@link Reduction#NONE}
     */
    public final double value(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        if (reduction == Reduction.NONE) {
            throw new IllegalStateException(
                    owner() + ": a loss with the reduction none has a value per sample. Call values.");
        }
        Samples samples = samples(yTrue, yPred, sampleWeight, mask);
        double[] weights = weights(yTrue, samples);
        double divisor = divisor(weights);
        double sum = Arrays.stream(weighted(yTrue, yPred, samples, weights)).sum();
        return divisor == 0 ? 0 : sum / divisor;
    }

    /**
     * The weighted value of each sample: what Keras returns under the reduction {@code none}.
     *
     * @param yTrue targets
     * @param yPred predictions, (…, width)
     * @param sampleWeight weights in the shape of the samples or of their first axes, or null for ones
     * @param mask which samples count, or null for all
     * @return in the shape of the samples; 0 for one that does not count
     */
    public final Tensor values(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        Samples samples = samples(yTrue, yPred, sampleWeight, mask);
        double[] weights = new double[samples.count()];
        Arrays.setAll(weights, sample -> counts(yTrue, sample) ? samples.weight(sample) : 0);
        double[] values = weighted(yTrue, yPred, samples, weights);
        return Tensor.of(values, samples.shape().toArray()).cast(yPred.dtype());
    }

    /**
     * The value of each sample before it is weighed, for metrics; 0 for one that does not count.
     *
     * @param yTrue targets
     * @param yPred predictions, (…, width)
     * @param samples how the predictions divide
     */
    public final double[] sampleValues(Tensor yTrue, Tensor yPred, Samples samples) {
        check(yTrue, yPred);
        Tensor targets = targets(yTrue);
        double[] values = new double[samples.count()];
        for (int sample = 0; sample < values.length; sample++) {
            if (samples.weight(sample) != 0 && counts(yTrue, sample)) {
                values[sample] = sampleValue(targets, yPred, sample, samples.width());
            }
        }
        return values;
    }

    /** {@link #gradient(Tensor, Tensor, Tensor, Mask)} of samples that all weigh 1. */
    public final Tensor gradient(Tensor yTrue, Tensor yPred) {
        return gradient(yTrue, yPred, null, null);
    }

    /** {@link #gradient(Tensor, Tensor, Tensor, Mask)} without a mask. */
    public final Tensor gradient(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight) {
        return gradient(yTrue, yPred, sampleWeight, null);
    }

    /**
     * The gradient of {@link #value(Tensor, Tensor, Tensor, Mask)} with respect to the predictions, in their shape; of the
     * sum of {@link #values} under the reduction none.
     */
    public final Tensor gradient(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        Samples samples = samples(yTrue, yPred, sampleWeight, mask);
        double[] weights = weights(yTrue, samples);
        double divisor = divisor(weights);
        Tensor targets = targets(yTrue);
        Tensor dYPred = Tensor.zeros(yPred.dtype(), yPred.shape());
        for (int sample = 0; sample < weights.length; sample++) {
            if (weights[sample] != 0 && divisor != 0) {
                sampleGradient(targets, yPred, sample, samples.width(), weights[sample] / divisor, dYPred);
            }
        }
        return dYPred;
    }

    private Samples samples(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        check(yTrue, yPred);
        return Samples.rows(owner(), yTrue, yPred, sampleWeight, mask);
    }

    /** What each sample weighs under the reduction. */
    private double[] weights(Tensor yTrue, Samples samples) {
        double[] weights = new double[samples.count()];
        int used = 0;
        for (int sample = 0; sample < weights.length; sample++) {
            if (samples.used(sample) && counts(yTrue, sample)) {
                weights[sample] = samples.weight(sample);
                used++;
            }
        }
        if (reduction.countsSamples() && used < weights.length && used > 0) {
            for (int sample = 0; sample < weights.length; sample++) {
                weights[sample] *= (double) weights.length / used;
            }
        }
        return weights;
    }

    private double divisor(double[] weights) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE, MEAN -> weights.length;
            case MEAN_WITH_SAMPLE_WEIGHT -> Arrays.stream(weights).sum();
            case SUM, NONE -> 1;
        };
    }

    private double[] weighted(Tensor yTrue, Tensor yPred, Samples samples, double[] weights) {
        Tensor targets = targets(yTrue);
        double[] values = new double[weights.length];
        for (int sample = 0; sample < values.length; sample++) {
            values[sample] =
                    weights[sample] == 0 ? 0 : weights[sample] * sampleValue(targets, yPred, sample, samples.width());
        }
        return values;
    }

    /** The class as errors name it. */
    final String owner() {
        return getClass().getSimpleName();
    }
}
