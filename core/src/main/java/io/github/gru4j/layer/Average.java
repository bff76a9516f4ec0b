package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of its inputs ({@code keras.layers.Average}).
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/average/">Keras: Average</a>
 */
public final class Average extends Merge {

    private Average(PlainBuilder<Average> builder) {
        super(builder);
    }

    /** A layer. */
    public static Average of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Average> builder() {
        return new PlainBuilder<>(Average::new);
    }

    @Override
    public PlainBuilder<Average> toBuilder() {
        return builder().common(this);
    }

    @Override
    double merge(Tensor element, int at, boolean[] masked) {
        double sum = 0;
        for (int i = 0; i < masked.length; i++) {
            sum += element.getAt(at + i);
        }
        return sum / masked.length;
    }

    @Override
    void gradient(Tensor element, boolean[] masked, double[] derivatives) {
        Arrays.fill(derivatives, 1.0 / masked.length);
    }
}
