package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;

/**
 * Makes one axis of all but the batch ({@code keras.layers.Flatten}).
 *
 * <p>No mask goes on. Immutable; safe to share between threads.
 *
 * <p>Differs from Keras: {@code data_format} is channels_last.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/flatten/">Keras: Flatten</a>
 */
public final class Flatten extends Reshaping {

    private Flatten(PlainBuilder<Flatten> builder) {
        super(builder);
    }

    /** A layer. */
    public static Flatten of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Flatten> builder() {
        return new PlainBuilder<>(Flatten::new);
    }

    @Override
    public PlainBuilder<Flatten> toBuilder() {
        return builder().common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        if (shape.rank() == 0) {
            throw new IllegalArgumentException(
                    describe() + ": input must have a batch axis. Received: shape=" + shape + ".");
        }
        int size = 1;
        for (int axis = 1; axis < shape.rank(); axis++) {
            size = size == Shape.UNKNOWN || shape.dim(axis) == Shape.UNKNOWN
                    ? Shape.UNKNOWN
                    : Math.multiplyExact(size, shape.dim(axis));
        }
        return Shape.of(shape.dim(0), size);
    }

    /** One event at a time, where a sample is one. */
    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        if (builtFor.rank() != 2) {
            throw new UnsupportedOperationException(describe() + ": only samples of shape (features) can run step by"
                    + " step. Received: built for " + builtFor + ".");
        }
        return new CopyStepper(builtFor.dim(-1));
    }
}
