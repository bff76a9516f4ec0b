package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A matrix whose columns are orthonormal (rows, if it has more columns than rows), uniform among all such, times a
 * gain.
 *
 * <p>A shape of higher rank is filled as the matrix of all its leading axes by the last one. The numbers are computed
 * in double precision and narrowed at the end. Source: {@code keras.initializers.Orthogonal}. Immutable and thread-safe.
 *
 * @param gain factor; default 1
 * @param seed own seed, or null
 * @see <a href="https://arxiv.org/abs/1312.6120">Saxe et al., 2013</a>
 */
public record Orthogonal(double gain, @Nullable Long seed) implements Initializer {

    /** Gain 1, without a seed of its own. */
    public static Orthogonal of() {
        return of(1);
    }

    /** Without a seed of its own. */
    public static Orthogonal of(double gain) {
        return new Orthogonal(gain, null);
    }

    /** This initializer with a seed of its own. */
    public Orthogonal withSeed(long newSeed) {
        return new Orthogonal(gain, newSeed);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the rank is below 2
     */
    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    "Orthogonal: shape must have rank 2 or more. Received: shape=" + shape + ".");
        }
        Tensor result = Tensor.zeros(dtype, shape);
        if (result.size() == 0) {
            return result;
        }
        int columns = shape.dim(-1);
        int rows = result.size() / columns;
        int tall = Math.max(rows, columns);
        int thin = Math.min(rows, columns);
        Generator source = Draws.generator(seed, generator);
        double[] random = new double[tall * thin]; // (tall, thin)
        for (int i = 0; i < random.length; i++) {
            random[i] = source.nextGaussian();
        }
        double[] q = Householder.orthonormalColumns(random, tall, thin); // (tall, thin)
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double value = rows < columns ? q[j * thin + i] : q[i * thin + j];
                result.setAt(i * columns + j, gain * value);
            }
        }
        return result;
    }
}
