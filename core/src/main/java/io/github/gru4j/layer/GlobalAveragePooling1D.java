package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of a whole sequence over its used steps, channel by channel ({@code keras.layers.GlobalAveragePooling1D}).
 *
 * <p>The mean of a sequence without a used step is NaN, as in Keras. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_average_pooling1d/">Keras: GlobalAveragePooling1D</a>
 */
public final class GlobalAveragePooling1D extends GlobalPooling1D {

    private GlobalAveragePooling1D(PlainBuilder<GlobalAveragePooling1D> builder, boolean keepdims) {
        super(builder, keepdims);
    }

    /** A layer that drops the time axis. */
    public static GlobalAveragePooling1D of() {
        return builder(false).build();
    }

    /**
     * A layer with further arguments; see {@link #of}.
     *
     * @param keepdims whether the time axis stays, with size 1
     */
    public static PlainBuilder<GlobalAveragePooling1D> builder(boolean keepdims) {
        return new PlainBuilder<>(common -> new GlobalAveragePooling1D(common, keepdims));
    }

    @Override
    public PlainBuilder<GlobalAveragePooling1D> toBuilder() {
        return builder(keepdims()).common(this);
    }

    @Override
    @Nullable
    Mask used(@Nullable Mask mask) {
        return mask;
    }

    @Override
    double pool(Tensor x, int position, int stride, boolean[] used, double[] shares) {
        int count = 0;
        double sum = 0;
        for (int t = 0; t < used.length; t++) {
            if (used[t]) {
                count++;
                sum += x.getAt(position + t * stride);
            }
        }
        for (int t = 0; t < used.length; t++) {
            shares[t] = used[t] ? 1.0 / count : 0;
        }
        return sum / count;
    }
}
