package io.github.gru4j.loss;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The negative logarithm of the probability given to the true class, whose number is the target
 * ({@code keras.losses.SparseCategoricalCrossentropy}).
 *
 * <p>Targets have the shape of the predictions without the last axis, or with a last axis of 1. Without
 * {@code fromLogits} the predictions are probabilities: they are kept within {@code [1e-7, 1 − 1e-7]} and divided by their
 * sum, as Keras's TensorFlow backend does; a model that ends in a softmax is trained and evaluated on its logits all the
 * same, as there. With it they are logits, and the softmax is taken here. A sample whose target is {@code ignoreClass}
 * does not count; under a mean the others make up for it, as for a masked one.
 *
 * <p>Differs from Keras: another class outside {@code [0, classes)} is an error, not NaN. Immutable; safe to share between
 * threads.
 */
public final class SparseCategoricalCrossentropy extends Loss {

    private final boolean fromLogits;
    private final @Nullable Integer ignoreClass;

    /** The arguments of {@link SparseCategoricalCrossentropy}, under Keras's names. Not thread-safe. */
    public static final class Builder {
        private boolean fromLogits;
        private @Nullable Integer ignoreClass;
        private Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

        private Builder() {}

        /** Whether the predictions are logits rather than probabilities; false by default. */
        public Builder fromLogits(boolean newFromLogits) {
            fromLogits = newFromLogits;
            return this;
        }

        /** The target of samples that do not count; null, for none, by default. */
        public Builder ignoreClass(@Nullable Integer newIgnoreClass) {
            ignoreClass = newIgnoreClass;
            return this;
        }

        /** How the values of the samples become one number; the mean by default. */
        public Builder reduction(Reduction newReduction) {
            reduction = newReduction;
            return this;
        }

        /** The loss. */
        public SparseCategoricalCrossentropy build() {
            return new SparseCategoricalCrossentropy(fromLogits, ignoreClass, reduction);
        }
    }

    private SparseCategoricalCrossentropy(boolean fromLogits, @Nullable Integer ignoreClass, Reduction reduction) {
        super(reduction);
        this.fromLogits = fromLogits;
        this.ignoreClass = ignoreClass;
    }

    /** The mean over the samples, on probabilities, as a softmax gives them. */
    public static SparseCategoricalCrossentropy of() {
        return of(false);
    }

    /**
     * The mean over the samples.
     *
     * @param fromLogits whether the predictions are logits rather than probabilities
     */
    public static SparseCategoricalCrossentropy of(boolean fromLogits) {
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

    /** The target of samples that do not count, or null for none. */
    public @Nullable Integer ignoreClass() {
        return ignoreClass;
    }

    @Override
    public String name() {
        return "sparse_categorical_crossentropy";
    }

    @Override
    public @Nullable Loss onLogits(Activation activation) {
        return activation.equals(Activations.softmax())
                ? new SparseCategoricalCrossentropy(true, ignoreClass, reduction())
                : null;
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        int classes = yPred.shape().rank() == 0 ? 0 : yPred.dim(-1);
        if (classes == 0 || yTrue.size() != yPred.size() / classes) {
            throw new IllegalArgumentException("SparseCategoricalCrossentropy: targets must hold one class number per"
                    + " row of the predictions, whose shape is " + yPred.shape() + ". Received: shape="
                    + yTrue.shape() + ".");
        }
    }

    private static int target(Tensor yTrue, int sample, int classes) {
        double value = yTrue.getAt(sample);
        int target = (int) value;
        if (target != value || target < 0 || target >= classes) {
            throw new IllegalArgumentException("SparseCategoricalCrossentropy: every target must be a class number in"
                    + " the range [0, " + (classes - 1) + "]. Received: target " + sample + " = " + value + ".");
        }
        return target;
    }

    @Override
    protected boolean counts(Tensor yTrue, int sample) {
        return ignoreClass == null || yTrue.getAt(sample) != ignoreClass;
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        int target = target(yTrue, sample, width);
        int start = sample * width;
        if (fromLogits) {
            return Probabilities.logSumExp(yPred, start, width) - yPred.getAt(start + target);
        }
        double probability = Probabilities.clip(yPred.getAt(start + target), yPred.dtype());
        return Math.log(clippedSum(yPred, start, width)) - Math.log(probability);
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        int target = target(yTrue, sample, width);
        int start = sample * width;
        if (fromLogits) {
            double logSum = Probabilities.logSumExp(yPred, start, width);
            for (int i = 0; i < width; i++) {
                double probability = Math.exp(yPred.getAt(start + i) - logSum);
                dYPred.setAt(start + i, scale * (probability - (i == target ? 1 : 0)));
            }
            return;
        }
        double sum = clippedSum(yPred, start, width);
        for (int i = 0; i < width; i++) {
            double probability = yPred.getAt(start + i);
            if (probability == Probabilities.clip(probability, yPred.dtype())) { // else it adds a constant
                dYPred.setAt(start + i, scale * (1 / sum - (i == target ? 1 / probability : 0)));
            }
        }
    }

    private static double clippedSum(Tensor x, int start, int width) {
        double sum = 0;
        for (int i = start; i < start + width; i++) {
            sum += Probabilities.clip(x.getAt(i), x.dtype());
        }
        return sum;
    }
}
