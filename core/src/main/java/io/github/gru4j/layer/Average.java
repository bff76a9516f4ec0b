package io.github.gru4j.layer;

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
    double merge(double[] values, boolean[] used, boolean[] masked) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Override
    void gradient(double[] values, boolean[] used, boolean[] masked, double[] derivatives) {
        Arrays.fill(derivatives, 1.0 / values.length);
    }
}
