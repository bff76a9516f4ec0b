package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;

/**
 * Scales what is negative ({@code keras.layers.LeakyReLU}).
 *
 * <pre>  y = x if x ≥ 0;  negativeSlope · x below </pre>
 *
 * <p>The slope is 0.3 by default, as in Keras, where the activation of the same name has 0.2. Masks pass. Immutable; safe
 * to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/activation_layers/leaky_relu/">Keras: LeakyReLU</a>
 */
public final class LeakyReLU extends ActivationBase {

    private final double negativeSlope;

    private LeakyReLU(PlainBuilder<LeakyReLU> builder, double negativeSlope) {
        super(builder, activation(negativeSlope));
        this.negativeSlope = negativeSlope;
    }

    private static Activation activation(double negativeSlope) {
        if (!(negativeSlope >= 0)) {
            throw new IllegalArgumentException(
                    "LeakyReLU: negativeSlope must be 0 or more. Received: negativeSlope=" + negativeSlope + ".");
        }
        return Activations.leakyRelu(negativeSlope);
    }

    /** A layer with Keras's slope, 0.3. */
    public static LeakyReLU of() {
        return of(0.3);
    }

    /**
     * A layer.
     *
     * @param negativeSlope 0 or more
     */
    public static LeakyReLU of(double negativeSlope) {
        return builder(negativeSlope).build();
    }

    /** A layer with further arguments; see {@link #of(double)}. */
    public static PlainBuilder<LeakyReLU> builder(double negativeSlope) {
        return new PlainBuilder<>(common -> new LeakyReLU(common, negativeSlope));
    }

    /** The slope below 0. */
    public double negativeSlope() {
        return negativeSlope;
    }

    @Override
    public PlainBuilder<LeakyReLU> toBuilder() {
        return builder(negativeSlope).common(this);
    }
}
