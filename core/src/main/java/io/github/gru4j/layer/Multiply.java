package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

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
    boolean heedsMasks() {
        return true;
    }

    @Override
    double merge(Tensor element, int at, boolean[] masked) {
        return isEmpty(element, at, masked) ? 0 : product(element, at, masked.length, -1);
    }

    @Override
    void gradient(Tensor element, boolean[] masked, double[] derivatives) {
        int count = masked.length;
        for (int i = 0; i < count; i++) {
            boolean counts = element.getAt(count + i) != 0 && !isEmpty(element, 0, masked);
            derivatives[i] = counts ? product(element, 0, count, i) : 0;
        }
    }

    /** The product of what is used, without one factor. */
    private static double product(Tensor element, int at, int count, int without) {
        double product = 1;
        for (int i = 0; i < count; i++) {
            product *= element.getAt(at + count + i) != 0 && i != without ? element.getAt(at + i) : 1;
        }
        return product;
    }

    /** Whether every input has a mask and none is used. */
    private static boolean isEmpty(Tensor element, int at, boolean[] masked) {
        for (int i = 0; i < masked.length; i++) {
            if (element.getAt(at + masked.length + i) != 0 || !masked[i]) {
                return false;
            }
        }
        return true;
    }
}
