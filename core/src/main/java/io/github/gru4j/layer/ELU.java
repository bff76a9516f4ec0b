package io.github.gru4j.layer;

import io.github.gru4j.activation.Activations;

/**
 * Lets what is negative approach a floor ({@code keras.layers.ELU}).
 *
 * <pre>  y = x if x ≥ 0;  alpha · (e^x − 1) below </pre>
 *
 * <p>Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/activation_layers/elu/">Keras: ELU</a>
 */
public final class ELU extends ActivationBase {

    private final double alpha;

    private ELU(PlainBuilder<ELU> builder, double alpha) {
        super(builder, Activations.elu(alpha));
        this.alpha = alpha;
    }

    /** A layer with Keras's factor, 1. */
    public static ELU of() {
        return of(1);
    }

    /**
     * A layer.
     *
     * @param alpha the negative of the floor
     */
    public static ELU of(double alpha) {
        return builder(alpha).build();
    }

    /** A layer with further arguments; see {@link #of(double)}. */
    public static PlainBuilder<ELU> builder(double alpha) {
        return new PlainBuilder<>(common -> new ELU(common, alpha));
    }

    /** The negative of the floor. */
    public double alpha() {
        return alpha;
    }

    @Override
    public PlainBuilder<ELU> toBuilder() {
        return builder(alpha).common(this);
    }
}
