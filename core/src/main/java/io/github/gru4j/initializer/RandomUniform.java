package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws from a uniform distribution. Source: {@code keras.initializers.RandomUniform}. Immutable and
 * thread-safe.
 *
 * @param minval lower end; default -0.05
 * @param maxval upper end; not below {@code minval}, default 0.05
 * @param seed own seed, or null
 */
public record RandomUniform(
        double minval, double maxval, @Nullable Long seed) implements Initializer {

    /** Checks the arguments. */
    public RandomUniform {
        if (!(minval <= maxval)) {
            throw new IllegalArgumentException("RandomUniform: minval must not be above maxval. Received: minval="
                    + minval + ", maxval=" + maxval + ".");
        }
    }

    /** Between -0.05 and 0.05. */
    public static RandomUniform of() {
        return of(-0.05, 0.05);
    }

    /** Without a seed of its own. */
    public static RandomUniform of(double minval, double maxval) {
        return new RandomUniform(minval, maxval, null);
    }

    /** This initializer with a seed of its own. */
    public RandomUniform withSeed(long newSeed) {
        return new RandomUniform(minval, maxval, newSeed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Draws.fill(shape, dtype, Draws.generator(seed, generator), g -> g.nextUniform(minval, maxval));
    }
}
