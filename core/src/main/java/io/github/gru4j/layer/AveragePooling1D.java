package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The mean of every window over time ({@code keras.layers.AveragePooling1D}).
 *
 * <p>At the ends of a sequence, with {@link Padding#SAME}, the mean is over the steps that exist. Immutable; safe to share
 * between threads.
 *
 * @see <a href="https://keras.io/api/layers/pooling_layers/average_pooling1d/">Keras: AveragePooling1D</a>
 */
public final class AveragePooling1D extends Pooling1D {

    private AveragePooling1D(Builder<?> builder) {
        super(builder);
    }

    /**
     * A layer whose windows follow one another.
     *
     * @param poolSize the number of steps in a window; positive
     */
    public static AveragePooling1D of(int poolSize) {
        return builder().poolSize(poolSize).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Pooling1D.Builder<AveragePooling1D> builder() {
        return new Pooling1D.Builder<>(AveragePooling1D::new);
    }

    @Override
    public Pooling1D.Builder<AveragePooling1D> toBuilder() {
        return builder().like(this);
    }

    @Override
    double pooled(Tensor x, int position, int stride, int steps) {
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            sum += x.getAt(position + step * stride);
        }
        return sum / steps;
    }

    @Override
    void addGradient(Tensor x, Tensor dx, int position, int stride, int steps, double dPooled) {
        for (int step = 0; step < steps; step++) {
            int element = position + step * stride;
            dx.setAt(element, dx.getAt(element) + dPooled / steps);
        }
    }
}
