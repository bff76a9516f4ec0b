package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The sum of its inputs ({@code keras.layers.Add}).
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/add/">Keras: Add</a>
 */
public final class Add extends Merge {

    private Add(PlainBuilder<Add> builder) {
        super(builder);
    }

    /** A layer. */
    public static Add of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Add> builder() {
        return new PlainBuilder<>(Add::new);
    }

    @Override
    public PlainBuilder<Add> toBuilder() {
        return builder().common(this);
    }

    @Override
    double merge(Tensor element, int at, boolean[] masked) {
        double sum = 0;
        for (int i = 0; i < masked.length; i++) {
            sum += element.getAt(at + i);
        }
        return sum;
    }

    @Override
    void gradient(Tensor element, boolean[] masked, double[] derivatives) {
        Arrays.fill(derivatives, 1);
    }
}
