package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The first input less the second ({@code keras.layers.Subtract}).
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/subtract/">Keras: Subtract</a>
 */
public final class Subtract extends Merge {

    private Subtract(PlainBuilder<Subtract> builder) {
        super(builder);
    }

    /** A layer. */
    public static Subtract of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Subtract> builder() {
        return new PlainBuilder<>(Subtract::new);
    }

    @Override
    public PlainBuilder<Subtract> toBuilder() {
        return builder().common(this);
    }

    @Override
    void checkCount(int inputs) {
        if (inputs != 2) {
            throw new IllegalArgumentException(describe() + ": inputs must be two tensors. Received: " + inputs + ".");
        }
    }

    @Override
    double merge(Tensor element, int at, boolean[] masked) {
        return element.getAt(at) - element.getAt(at + 1);
    }

    @Override
    void gradient(Tensor element, boolean[] masked, double[] derivatives) {
        derivatives[0] = 1;
        derivatives[1] = -1;
    }
}
