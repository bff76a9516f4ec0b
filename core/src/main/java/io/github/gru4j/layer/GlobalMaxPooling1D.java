package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The largest number of a whole sequence, channel by channel ({@code keras.layers.GlobalMaxPooling1D}).
 *
 * <p>Masked steps count like others, as in Keras. Equal numbers share the gradient. Immutable; safe to share between
 * threads.
 *
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_max_pooling1d/">Keras: GlobalMaxPooling1D</a>
 */
public final class GlobalMaxPooling1D extends GlobalPooling1D {

    private GlobalMaxPooling1D(PlainBuilder<GlobalMaxPooling1D> builder, boolean keepdims) {
        super(builder, keepdims);
    }

    /** A layer that drops the time axis. */
    public static GlobalMaxPooling1D of() {
        return builder(false).build();
    }

    /**
     * A layer with further arguments; see {@link #of}.
     *
     * @param keepdims whether the time axis stays, with size 1
     */
    public static PlainBuilder<GlobalMaxPooling1D> builder(boolean keepdims) {
        return new PlainBuilder<>(common -> new GlobalMaxPooling1D(common, keepdims));
    }

    @Override
    public PlainBuilder<GlobalMaxPooling1D> toBuilder() {
        return builder(keepdims()).common(this);
    }

    @Override
    double pool(Tensor x, int position, int stride, boolean[] used, double[] shares) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < shares.length; t++) {
            largest = Math.max(largest, x.getAt(position + t * stride)); // NaN wins
        }
        int count = 0;
        for (int t = 0; t < shares.length; t++) {
            boolean equal = Double.compare(x.getAt(position + t * stride) + 0.0, largest + 0.0) == 0;
            shares[t] = equal ? 1 : 0;
            count += equal ? 1 : 0;
        }
        for (int t = 0; t < shares.length; t++) {
            shares[t] /= count;
        }
        return largest;
    }
}
