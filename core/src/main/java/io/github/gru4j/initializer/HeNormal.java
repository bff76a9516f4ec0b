package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Truncated normal draws with standard deviation {@code √(2 / in)}:
 * {@code VarianceScaling(2, "fan_in", "truncated_normal")}. Fans as in {@link VarianceScaling}. Immutable and thread-safe.
 *
 * @param seed own seed, or null
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al., 2015</a>
 */
public record HeNormal(@Nullable Long seed) implements Initializer {

    /** Without a seed of its own. */
    public static HeNormal of() {
        return new HeNormal(null);
    }

    /** With a seed of its own. */
    public static HeNormal of(long seed) {
        return new HeNormal(seed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return new VarianceScaling(2, "fan_in", "truncated_normal", seed).initialize(shape, dtype, generator);
    }
}
