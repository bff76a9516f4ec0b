package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off what is negative ({@code keras.layers.ReLU}).
 *
 * <pre>  y = maxValue if x ≥ maxValue;  x if threshold ≤ x;  negativeSlope · (x − threshold) below </pre>
 *
 * <p>Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/activation_layers/relu/">Keras: ReLU</a>
 */
public final class ReLU extends ActivationBase {

    private final @Nullable Double maxValue;
    private final double negativeSlope;
    private final double threshold;

    /** The arguments of {@link ReLU}, under Keras's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private @Nullable Double maxValue;
        private double negativeSlope;
        private double threshold;

        private Builder() {}

        /** The largest output, 0 or more; null, the default, for no bound. */
        public Builder maxValue(@Nullable Double newMaxValue) {
            maxValue = newMaxValue;
            return this;
        }

        /** The slope below the threshold, 0 or more; 0 by default. */
        public Builder negativeSlope(double newNegativeSlope) {
            negativeSlope = newNegativeSlope;
            return this;
        }

        /** Where the output begins to be the input, 0 or more; 0 by default. */
        public Builder threshold(double newThreshold) {
            threshold = newThreshold;
            return this;
        }

        /** The layer. */
        @Override
        public ReLU build() {
            return new ReLU(this);
        }
    }

    private ReLU(Builder builder) {
        super(builder, activation(builder));
        this.maxValue = builder.maxValue;
        this.negativeSlope = builder.negativeSlope;
        this.threshold = builder.threshold;
    }

    private static Activation activation(Builder builder) {
        double maxValue = builder.maxValue == null ? Double.POSITIVE_INFINITY : builder.maxValue;
        if (!(maxValue >= 0) || !(builder.negativeSlope >= 0) || !(builder.threshold >= 0)) {
            throw new IllegalArgumentException(
                    "ReLU: maxValue, negativeSlope and threshold must be 0 or more. Received:"
                            + " maxValue=" + builder.maxValue + ", negativeSlope=" + builder.negativeSlope
                            + ", threshold="
                            + builder.threshold + ".");
        }
        return Activations.relu(builder.negativeSlope, maxValue, builder.threshold);
    }

    /** A layer that is 0 below 0 and the input above. */
    public static ReLU of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The largest output, or null. */
    public @Nullable Double maxValue() {
        return maxValue;
    }

    /** The slope below the threshold. */
    public double negativeSlope() {
        return negativeSlope;
    }

    /** Where the output begins to be the input. */
    public double threshold() {
        return threshold;
    }

    @Override
    public Builder toBuilder() {
        return builder()
                .common(this)
                .maxValue(maxValue)
                .negativeSlope(negativeSlope)
                .threshold(threshold);
    }
}
