package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The largest number of every window over time ({@code keras.layers.MaxPooling1D}).
 *
 * <p>Of equal numbers the first gets the gradient. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/pooling_layers/max_pooling1d/">Keras: MaxPooling1D</a>
 */
public final class MaxPooling1D extends Pooling1D {

    private MaxPooling1D(Builder<?> builder) {
        super(builder);
    }

    /**
     * A layer whose windows follow one another.
     *
     * @param poolSize the number of steps in a window; positive
     */
    public static MaxPooling1D of(int poolSize) {
        return builder().poolSize(poolSize).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Pooling1D.Builder<MaxPooling1D> builder() {
        return new Pooling1D.Builder<>(MaxPooling1D::new);
    }

    @Override
    public Pooling1D.Builder<MaxPooling1D> toBuilder() {
        return builder().like(this);
    }

    @Override
    double pooled(Tensor x, int position, int stride, int steps) {
        return x.getAt(largest(x, position, stride, steps));
    }

    @Override
    void addGradient(Tensor x, Tensor dx, int position, int stride, int steps, double dPooled) {
        int largest = largest(x, position, stride, steps);
        dx.setAt(largest, dx.getAt(largest) + dPooled);
    }

    private static int largest(Tensor x, int position, int stride, int steps) {
        int largest = position;
        for (int step = 1; step < steps; step++) {
            int candidate = position + step * stride;
            if (x.getAt(candidate) > x.getAt(largest)) {
                largest = candidate;
            }
        }
        return largest;
    }
}
