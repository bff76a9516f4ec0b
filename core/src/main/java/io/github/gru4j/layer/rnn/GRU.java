package io.github.gru4j.layer.rnn;

import java.util.function.UnaryOperator;

/**
 * A gated recurrent unit over a sequence ({@code keras.layers.GRU}): an {@link RNN} over a {@link GRUCell}, saved under
 * its own name.
 *
 * <pre>{@code
 * GRU gru = GRU.of(32);
 * GRU all = GRU.builder(64, cell -> cell.resetAfter(false).recurrentDropout(0.1))
 *         .returnSequences(true)
 *         .build();
 * }</pre>
 *
 * <p>The arguments of the step belong to the cell, those of the walk through time to this layer; Keras lists both on the
 * layer.
 *
 * @see <a href="https://keras.io/api/layers/recurrent_layers/gru/">Keras: GRU</a>; Keras 3 {@code layers/rnn/gru.py}
 */
public final class GRU extends RNN {

    private GRU(Builder<?> builder) {
        super(builder);
    }

    /**
     * A layer with Keras's defaults.
     *
     * @param units the size of output and state; positive
     */
    public static GRU of(int units) {
        return builder(units).build();
    }

    /** A layer over a cell with Keras's defaults, with arguments for the walk through time. */
    public static Builder<GRU> builder(int units) {
        return builder(units, cell -> cell);
    }

    /**
     * A layer with arguments for its cell and for the walk through time.
     *
     * @param units the size of output and state; positive
     * @param arguments sets the arguments of the cell, which gets the layer's element type
     */
    public static Builder<GRU> builder(int units, UnaryOperator<GRUCell.Builder> arguments) {
        return new Builder<>(
                dtype -> arguments.apply(GRUCell.builder(units).dtype(dtype)).build(), GRU::new);
    }

    /** A layer over the given cell, with arguments for the walk through time. */
    public static Builder<GRU> builder(GRUCell cell) {
        return new Builder<>(cell, GRU::new);
    }

    @Override
    public Builder<GRU> toBuilder() {
        return toBuilder(GRU::new);
    }

    @Override
    public GRUCell cell() {
        return (GRUCell) super.cell();
    }
}
