package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;

/**
 * Makes a sequence in which every step is the same ({@code keras.layers.RepeatVector}).
 *
 * <pre>  (batch, features) → (batch, n, features) </pre>
 *
 * <p>No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/repeat_vector/">Keras: RepeatVector</a>
 */
public final class RepeatVector extends StepSelection {

    private final int n;

    private RepeatVector(PlainBuilder<RepeatVector> builder, int n) {
        super(builder);
        if (n <= 0) {
            throw new IllegalArgumentException("RepeatVector: n must be a positive integer. Received: n=" + n + ".");
        }
        this.n = n;
    }

    /**
     * A layer.
     *
     * @param n the number of steps that come out; positive
     */
    public static RepeatVector of(int n) {
        return builder(n).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<RepeatVector> builder(int n) {
        return new PlainBuilder<>(common -> new RepeatVector(common, n));
    }

    /** The number of steps that come out. */
    public int n() {
        return n;
    }

    @Override
    public PlainBuilder<RepeatVector> toBuilder() {
        return builder(n).common(this);
    }

    /** A sample is a sequence of one step. */
    @Override
    Shape sequences(Shape shape) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(
                    describe() + ": input must have rank 2 (batch, features). Received: shape=" + shape + ".");
        }
        return Shape.of(shape.dim(0), 1, shape.dim(1));
    }

    @Override
    int steps(int inputSteps) {
        return n;
    }

    @Override
    int source(int step, int inputSteps) {
        return 0;
    }

    /** Refused by name: one event would give many time steps. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(
                describe() + ": one event would give many time steps, so it cannot run step by step.");
    }
}
