package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Truncated normal draws with standard deviation {@code √(2 / (in + out))}:
 * {@code VarianceScaling(1, "fan_avg", "truncated_normal")}. Fans as in {@link VarianceScaling}. Immutable and thread-safe.
 *
 * @param seed own seed, or null
 * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio, 2010</a>
 */
public record GlorotNormal(@Nullable Long seed) implements Initializer {

    /** Without a seed of its own. */
    public static GlorotNormal of() {
        return new GlorotNormal(null);
    }

    /** With a seed of its own. */
    public static GlorotNormal of(long seed) {
        return new GlorotNormal(seed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return new VarianceScaling(1, "fan_avg", "truncated_normal", seed).initialize(shape, dtype, generator);
    }
}
