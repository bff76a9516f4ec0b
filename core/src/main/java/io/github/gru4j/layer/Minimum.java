package io.github.gru4j.layer;

import java.util.Arrays;

/**
 * The smallest of its inputs ({@code keras.layers.Minimum}).
 *
 * <p>As in Keras a masked input takes no part where another is used. Of equal inputs the first gets the gradient.
 *
 * <p>Shapes and masks: see {@link Merge}. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/minimum/">Keras: Minimum</a>
 */
public final class Minimum extends Merge {

    private Minimum(PlainBuilder<Minimum> builder) {
        super(builder);
    }

    /** A layer. */
    public static Minimum of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Minimum> builder() {
        return new PlainBuilder<>(Minimum::new);
    }

    @Override
    public PlainBuilder<Minimum> toBuilder() {
        return builder().common(this);
    }

    @Override
    double merge(double[] values, boolean[] used, boolean[] masked) {
        return values[winner(values, used, masked)];
    }

    @Override
    void gradient(double[] values, boolean[] used, boolean[] masked, double[] derivatives) {
        Arrays.fill(derivatives, 0);
        derivatives[winner(values, used, masked)] = 1;
    }

    private static int winner(double[] values, boolean[] used, boolean[] masked) {
        int winner = 0;
        boolean open = masked[0]; // whether every input so far has a mask
        boolean found = used[0];
        for (int i = 1; i < values.length; i++) {
            int candidate = used[i] ? i : winner;
            int kept = open && !found ? candidate : winner;
            // A number that is not one wins, as in Keras.
            boolean keeps = values[kept] <= values[candidate] || Double.isNaN(values[kept]);
            winner = keeps ? kept : candidate;
            open &= masked[i];
            found |= used[i];
        }
        return winner;
    }
}
