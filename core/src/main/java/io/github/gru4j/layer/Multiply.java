package io.github.gru4j.layer;

/**
 * The product of its inputs ({@code keras.layers.Multiply}).
 *
 * <p>As in Keras a masked factor is left out, and where all are, the product is 0.
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/multiply/">Keras: Multiply</a>
 */
public final class Multiply extends Merge {

    private Multiply(PlainBuilder<Multiply> builder) {
        super(builder);
    }

    /** A layer. */
    public static Multiply of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Multiply> builder() {
        return new PlainBuilder<>(Multiply::new);
    }

    @Override
    public PlainBuilder<Multiply> toBuilder() {
        return builder().common(this);
    }

    @Override
    double merge(double[] values, boolean[] used, boolean[] masked) {
        return isEmpty(used, masked) ? 0 : product(values, used, -1);
    }

    @Override
    void gradient(double[] values, boolean[] used, boolean[] masked, double[] derivatives) {
        for (int i = 0; i < values.length; i++) {
            derivatives[i] = used[i] && !isEmpty(used, masked) ? product(values, used, i) : 0;
        }
    }

    /** The product of what is used, without one factor. */
    private static double product(double[] values, boolean[] used, int without) {
        double product = 1;
        for (int i = 0; i < values.length; i++) {
            product *= used[i] && i != without ? values[i] : 1;
        }
        return product;
    }

    /** Whether every input has a mask and none is used. */
    private static boolean isEmpty(boolean[] used, boolean[] masked) {
        for (int i = 0; i < used.length; i++) {
            if (used[i] || !masked[i]) {
                return false;
            }
        }
        return true;
    }
}
