package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import org.jspecify.annotations.Nullable;

/**
 * Applies an activation ({@code keras.layers.Activation}; named so here because {@link Activation} is the function).
 *
 * <p>A softmax acts on the last axis. Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/activation/">Keras: Activation</a>
 */
public final class ActivationLayer extends ActivationBase {

    private ActivationLayer(PlainBuilder<ActivationLayer> builder, Activation activation) {
        super(builder, activation);
    }

    /**
     * A layer that applies an activation.
     *
     * @param identifier Keras's name of it; null for linear
     * @throws IllegalArgumentException if there is none of this name
     */
    public static ActivationLayer of(@Nullable String identifier) {
        return of(Activations.get(identifier));
    }

    /** A layer that applies an activation. */
    public static ActivationLayer of(Activation activation) {
        return builder(activation).build();
    }

    /** A layer with further arguments; see {@link #of(Activation)}. */
    public static PlainBuilder<ActivationLayer> builder(Activation activation) {
        return new PlainBuilder<>(common -> new ActivationLayer(common, activation));
    }

    @Override
    public String className() {
        return "Activation";
    }

    @Override
    public PlainBuilder<ActivationLayer> toBuilder() {
        return builder(activation()).common(this);
    }
}
