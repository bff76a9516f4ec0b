package io.github.gru4j.loss;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The mean over the last axis of {@code −(yTrue · log p + (1 − yTrue) · log(1 − p))}
 * ({@code keras.losses.BinaryCrossentropy}).
 *
 * <p>Without {@code fromLogits} the predictions are probabilities, kept within {@code [1e-7, 1 − 1e-7]}; with it they are
 * logits, and the sigmoid is taken here. A model that ends in a sigmoid is trained and evaluated on its logits all the
 * same, as on Keras's TensorFlow backend. {@code labelSmoothing} s turns a target y into {@code y · (1 − s) + s / 2}.
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 */
public final class BinaryCrossentropy extends ElementwiseLoss {

    private final boolean fromLogits;
    private final double labelSmoothing;

    /** The arguments of {@link BinaryCrossentropy}. */
    public static final class Builder extends CrossentropyBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The loss. */
        public BinaryCrossentropy build() {
            check("BinaryCrossentropy");
            return new BinaryCrossentropy(fromLogits(), labelSmoothing(), reduction());
        }
    }

    private BinaryCrossentropy(boolean fromLogits, double labelSmoothing, Reduction reduction) {
        super(reduction);
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** The mean over the samples, on probabilities. */
    public static BinaryCrossentropy of() {
        return of(false);
    }

    /** The mean over the samples. */
    public static BinaryCrossentropy of(boolean fromLogits) {
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

    /** How much of every target is spread evenly over the two classes. */
    public double labelSmoothing() {
        return labelSmoothing;
    }

    @Override
    public String name() {
        return "binary_crossentropy";
    }

    @Override
    public @Nullable Loss onLogits(Activation activation) {
        return activation.equals(Activations.sigmoid())
                ? new BinaryCrossentropy(true, labelSmoothing, reduction())
                : null;
    }

    private double smoothed(double yTrue) {
        return yTrue * (1 - labelSmoothing) + 0.5 * labelSmoothing;
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        return fromLogits
                ? Probabilities.binaryOfLogit(smoothed(yTrue), yPred)
                : Probabilities.binary(smoothed(yTrue), yPred, dtype);
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        return fromLogits
                ? Probabilities.sigmoid(yPred) - smoothed(yTrue)
                : Probabilities.binaryGradient(smoothed(yTrue), yPred, dtype);
    }
}
