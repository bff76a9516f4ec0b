package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws from a normal distribution. Source:
 * {@code keras.initializers.RandomNormal}. Immutable and thread-safe.
 *
 * @param mean centre; default 0
 * @param stddev standard deviation; 0 or more, default 0.05
 * @param seed own seed, or null
 */
public record RandomNormal(
        double mean, double stddev, @Nullable Long seed) implements Initializer {

    /** Checks the arguments. */
    public RandomNormal {
        Draws.checkStddev("RandomNormal", stddev);
    }

    /** Mean 0, standard deviation 0.05. */
    public static RandomNormal of() {
        return of(0, 0.05);
    }

    /** Without a seed of its own. */
    public static RandomNormal of(double mean, double stddev) {
        return new RandomNormal(mean, stddev, null);
    }

    /** This initializer with a seed of its own. */
    public RandomNormal withSeed(long newSeed) {
        return new RandomNormal(mean, stddev, newSeed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Draws.fill(shape, dtype, Draws.generator(seed, generator), g -> mean + stddev * g.nextGaussian());
    }
}
