package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The largest of its inputs ({@code keras.layers.Maximum}).
 *
 * <p>As in Keras a masked input takes no part where another is used. Of equal inputs the first gets the gradient.
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/maximum/">Keras: Maximum</a>
 */
public final class Maximum extends Merge {

    private Maximum(PlainBuilder<Maximum> builder) {
        super(builder);
    }

    /** A layer. */
    public static Maximum of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Maximum> builder() {
        return new PlainBuilder<>(Maximum::new);
    }

    @Override
    public PlainBuilder<Maximum> toBuilder() {
        return builder().common(this);
    }

    @Override
    boolean heedsMasks() {
        return true;
    }

    @Override
    double merge(Tensor element, int at, boolean[] masked) {
        return element.getAt(at + winner(element, at, masked));
    }

    @Override
    void gradient(Tensor element, boolean[] masked, double[] derivatives) {
        Arrays.fill(derivatives, 0);
        derivatives[winner(element, 0, masked)] = 1;
    }

    private static int winner(Tensor element, int at, boolean[] masked) {
        int winner = 0;
        boolean open = masked[0]; // whether every input so far has a mask
        int used = at + masked.length;
        boolean found = element.getAt(used) != 0;
        for (int i = 1; i < masked.length; i++) {
            boolean in = element.getAt(used + i) != 0;
            int candidate = in ? i : winner;
            int kept = open && !found ? candidate : winner;
            // A number that is not one wins, as in Keras.
            double best = element.getAt(at + kept);
            boolean keeps = best >= element.getAt(at + candidate) || Double.isNaN(best);
            winner = keeps ? kept : candidate;
            open &= masked[i];
            found |= in;
        }
        return winner;
    }
}
