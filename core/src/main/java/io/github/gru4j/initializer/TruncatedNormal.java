package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws from a normal distribution, redrawn until they lie within two standard deviations of the mean.
 * {@code stddev} is that of the distribution before it is cut; what remains has 0.8796 of it. Source:
 * {@code keras.initializers.TruncatedNormal}. Immutable and thread-safe.
 *
 * @param mean centre; default 0
 * @param stddev standard deviation; 0 or more, default 0.05
 * @param seed own seed, or null
 */
public record TruncatedNormal(
        double mean, double stddev, @Nullable Long seed) implements Initializer {

    /** Checks the arguments. */
    public TruncatedNormal {
        Draws.checkStddev("TruncatedNormal", stddev);
    }

    /** Mean 0, standard deviation 0.05. */
    public static TruncatedNormal of() {
        return of(0, 0.05);
    }

    /** Without a seed of its own. */
    public static TruncatedNormal of(double mean, double stddev) {
        return new TruncatedNormal(mean, stddev, null);
    }

    /** This initializer with a seed of its own. */
    public TruncatedNormal withSeed(long newSeed) {
        return new TruncatedNormal(mean, stddev, newSeed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Draws.fill(
                shape, dtype, Draws.generator(seed, generator), g -> mean + stddev * g.nextTruncatedGaussian());
    }
}
