package io.github.gru4j.loss;

/**
 * The arguments that the cross-entropies share, under Keras's names. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class CrossentropyBuilder<B extends CrossentropyBuilder<B>>
        permits BinaryCrossentropy.Builder, BinaryFocalCrossentropy.Builder, CategoricalCrossentropy.Builder {

    private boolean fromLogits;
    private double labelSmoothing;
    private Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

    CrossentropyBuilder() {}

    /** Whether the predictions are logits rather than probabilities; false by default. */
    public B fromLogits(boolean newFromLogits) {
        fromLogits = newFromLogits;
        return self();
    }

    /** How much of every target is spread evenly over the classes, in [0, 1]; 0 by default. */
    public B labelSmoothing(double newLabelSmoothing) {
        labelSmoothing = newLabelSmoothing;
        return self();
    }

    /** How the values of the samples become one number; the mean by default. */
    public B reduction(Reduction newReduction) {
        reduction = newReduction;
        return self();
    }

    boolean fromLogits() {
        return fromLogits;
    }

    double labelSmoothing() {
        return labelSmoothing;
    }

    Reduction reduction() {
        return reduction;
    }

    /** Checks the smoothing in the name of the loss. */
    void check(String owner) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(owner + ": labelSmoothing must be in the range [0, 1]. Received:"
                    + " labelSmoothing=" + labelSmoothing + ".");
        }
    }

    abstract B self();
}
