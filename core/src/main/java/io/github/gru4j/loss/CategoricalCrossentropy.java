package io.github.gru4j.loss;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The sum over the last axis of {@code −yTrue · log p}, where the targets are themselves a distribution, one-hot as a rule
 * ({@code keras.losses.CategoricalCrossentropy}).
 *
 * <p>Without {@code fromLogits} the predictions are probabilities: they are divided by their sum and kept within
 * {@code [1e-7, 1 − 1e-7]}, as Keras does; a model that ends in a softmax is trained and evaluated on its logits all the
 * same, as on Keras's TensorFlow backend. With it they are logits, and the softmax is taken here. {@code labelSmoothing} s
 * turns a target y into {@code y · (1 − s) + s / classes}.
 *
 * <p>Targets have the shape of the predictions. Immutable; safe to share between threads.
 */
public final class CategoricalCrossentropy extends Loss {

    private final boolean fromLogits;
    private final double labelSmoothing;

    /** The arguments of {@link CategoricalCrossentropy}. */
    public static final class Builder extends CrossentropyBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The loss. */
        public CategoricalCrossentropy build() {
            check("CategoricalCrossentropy");
            return new CategoricalCrossentropy(fromLogits(), labelSmoothing(), reduction());
        }
    }

    private CategoricalCrossentropy(boolean fromLogits, double labelSmoothing, Reduction reduction) {
        super(reduction);
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** The mean over the samples, on probabilities. */
    public static CategoricalCrossentropy of() {
        return of(false);
    }

    /** The mean over the samples. */
    public static CategoricalCrossentropy of(boolean fromLogits) {
        return builder().fromLogits(fromLogits).build();
    }

    /** A loss with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the predictions are logits rather than probabilities. */
    public boolean fromLogits() {
        return fromLogits;
    }

    /** How much of every target is spread evenly over the classes. */
    public double labelSmoothing() {
        return labelSmoothing;
    }

    @Override
    public String name() {
        return "categorical_crossentropy";
    }

    @Override
    public @Nullable Loss onLogits(Activation activation) {
        return activation.equals(Activations.softmax())
                ? new CategoricalCrossentropy(true, labelSmoothing, reduction())
                : null;
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        if (!yTrue.shape().equals(yPred.shape())) {
            throw new IllegalArgumentException(
                    "CategoricalCrossentropy: targets must have the shape of the predictions, "
                            + yPred.shape() + ". Received: shape=" + yTrue.shape()
                            + ". Use SparseCategoricalCrossentropy for class numbers.");
        }
    }

    private double smoothed(double yTrue, int classes) {
        return yTrue * (1 - labelSmoothing) + labelSmoothing / classes;
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        int start = sample * width;
        double total = fromLogits ? Probabilities.logSumExp(yPred, start, width) : sum(yPred, start, width);
        double value = 0;
        for (int i = start; i < start + width; i++) {
            double log = fromLogits
                    ? yPred.getAt(i) - total
                    : Math.log(Probabilities.clip(yPred.getAt(i) / total, yPred.dtype()));
            value -= smoothed(yTrue.getAt(i), width) * log;
        }
        return value;
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        int start = sample * width;
        double targets = 0;
        if (fromLogits) {
            for (int i = start; i < start + width; i++) {
                targets += smoothed(yTrue.getAt(i), width);
            }
            double logSum = Probabilities.logSumExp(yPred, start, width);
            for (int i = start; i < start + width; i++) {
                double softmax = Math.exp(yPred.getAt(i) - logSum);
                dYPred.setAt(i, scale * (targets * softmax - smoothed(yTrue.getAt(i), width)));
            }
            return;
        }
        double total = sum(yPred, start, width);
        for (int i = start; i < start + width; i++) {
            targets += counted(yTrue, yPred, i, total, width);
        }
        for (int i = start; i < start + width; i++) {
            // −Σ y_i log(p_i / Σp) over the classes that are not clipped: −y_i/p_i, and +Σy/Σp for every class
            double own = counted(yTrue, yPred, i, total, width);
            dYPred.setAt(i, scale * (targets / total - (own == 0 ? 0 : own / yPred.getAt(i))));
        }
    }

    /** The target of a class; 0 if its probability is clipped and its part of the value thereby constant. */
    private double counted(Tensor yTrue, Tensor yPred, int i, double total, int classes) {
        double probability = yPred.getAt(i) / total;
        boolean clipped = probability != Probabilities.clip(probability, yPred.dtype());
        return clipped ? 0 : smoothed(yTrue.getAt(i), classes);
    }

    private static double sum(Tensor x, int start, int width) {
        double sum = 0;
        for (int i = start; i < start + width; i++) {
            sum += x.getAt(i);
        }
        return sum;
    }
}
