package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * A matrix with a constant on its main diagonal and zeros elsewhere; it need not be square. Source:
 * {@code keras.initializers.Identity}. Immutable and thread-safe.
 *
 * @param gain the value on the diagonal; default 1
 */
public record Identity(double gain) implements Initializer {

    /** With ones on the diagonal. */
    public static Identity of() {
        return new Identity(1);
    }

    /** With {@code gain} on the diagonal. */
    public static Identity of(double gain) {
        return new Identity(gain);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException unless the shape has rank 2
     */
    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("Identity: shape must have rank 2. Received: shape=" + shape + ".");
        }
        Tensor matrix = Tensor.zeros(dtype, shape);
        for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
            matrix.set(gain, i, i);
        }
        return matrix;
    }
}
