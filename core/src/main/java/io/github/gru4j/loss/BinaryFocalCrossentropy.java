package io.github.gru4j.loss;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The binary cross-entropy of which little is left where a prediction is already right
 * ({@code keras.losses.BinaryFocalCrossentropy}).
 *
 * <pre>  (1 − q)^gamma · crossentropy(yTrue, p),  q = yTrue · p + (1 − yTrue) · (1 − p) </pre>
 *
 * <p>With {@code applyClassBalancing} this is multiplied by {@code alpha} for targets of 1 and by {@code 1 − alpha} for
 * targets of 0. Probabilities, logits, a sigmoid before them
 * and {@code labelSmoothing} are treated as in {@link BinaryCrossentropy}.
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side. Immutable; safe to share
 * between threads.
 *
 * @see <a href="https://arxiv.org/abs/1708.02002">Lin and others: Focal Loss for Dense Object Detection</a>
 */
public final class BinaryFocalCrossentropy extends ElementwiseLoss {

    private final boolean applyClassBalancing;
    private final double alpha;
    private final double gamma;
    private final boolean fromLogits;
    private final double labelSmoothing;

    /** The arguments of {@link BinaryFocalCrossentropy}. */
    public static final class Builder extends CrossentropyBuilder<Builder> {
        private boolean applyClassBalancing;
        private double alpha = 0.25;
        private double gamma = 2;

        private Builder() {}

        /** Whether the two classes weigh differently; false by default. */
        public Builder applyClassBalancing(boolean newApplyClassBalancing) {
            applyClassBalancing = newApplyClassBalancing;
            return this;
        }

        /** The weight of targets of 1 under class balancing; 0.25 by default. */
        public Builder alpha(double newAlpha) {
            alpha = newAlpha;
            return this;
        }

        /** How fast a better prediction counts less; 2 by default, 0 for the plain cross-entropy. */
        public Builder gamma(double newGamma) {
            gamma = newGamma;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        /** The loss. */
        public BinaryFocalCrossentropy build() {
            check("BinaryFocalCrossentropy");
            return new BinaryFocalCrossentropy(this);
        }
    }

    private BinaryFocalCrossentropy(Builder builder) {
        super(builder.reduction());
        this.applyClassBalancing = builder.applyClassBalancing;
        this.alpha = builder.alpha;
        this.gamma = builder.gamma;
        this.fromLogits = builder.fromLogits();
        this.labelSmoothing = builder.labelSmoothing();
    }

    /** The mean over the samples, with Keras's defaults. */
    public static BinaryFocalCrossentropy of() {
        return builder().build();
    }

    /** A loss with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the two classes weigh differently. */
    public boolean applyClassBalancing() {
        return applyClassBalancing;
    }

    /** The weight of targets of 1 under class balancing. */
    public double alpha() {
        return alpha;
    }

    /** How fast a better prediction counts less. */
    public double gamma() {
        return gamma;
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
        return "binary_focal_crossentropy";
    }

    @Override
    public @Nullable Loss onLogits(Activation activation) {
        return activation.equals(Activations.sigmoid())
                ? builder()
                        .applyClassBalancing(applyClassBalancing)
                        .alpha(alpha)
                        .gamma(gamma)
                        .fromLogits(true)
                        .labelSmoothing(labelSmoothing)
                        .reduction(reduction())
                        .build()
                : null;
    }

    private double smoothed(double yTrue) {
        return yTrue * (1 - labelSmoothing) + 0.5 * labelSmoothing;
    }

    private double balance(double y) {
        return applyClassBalancing ? y * alpha + (1 - y) * (1 - alpha) : 1;
    }

    @Override
    double elementValue(double yTrue, double yPred, DType dtype) {
        double y = smoothed(yTrue);
        double p = fromLogits ? Probabilities.sigmoid(yPred) : yPred;
        double crossentropy =
                fromLogits ? Probabilities.binaryOfLogit(y, yPred) : Probabilities.binary(y, yPred, dtype);
        return balance(y) * Math.pow(y + p - 2 * y * p, gamma) * crossentropy; // 1 − q = y + p − 2yp
    }

    @Override
    double elementGradient(double yTrue, double yPred, DType dtype) {
        double y = smoothed(yTrue);
        double p = fromLogits ? Probabilities.sigmoid(yPred) : yPred;
        double crossentropy =
                fromLogits ? Probabilities.binaryOfLogit(y, yPred) : Probabilities.binary(y, yPred, dtype);
        double dCrossentropy = fromLogits ? p - y : Probabilities.binaryGradient(y, yPred, dtype);
        double wrong = y + p - 2 * y * p;
        double dP = fromLogits ? p * (1 - p) : 1;
        double dFactor = gamma == 0 ? 0 : gamma * Math.pow(wrong, gamma - 1) * (1 - 2 * y) * dP;
        return balance(y) * (dFactor * crossentropy + Math.pow(wrong, gamma) * dCrossentropy);
    }
}
