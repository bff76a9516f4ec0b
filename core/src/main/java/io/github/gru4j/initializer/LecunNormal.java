package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Truncated normal draws with standard deviation {@code √(1 / in)}:
 * {@code VarianceScaling(1, "fan_in", "truncated_normal")}. Fans as in {@link VarianceScaling}. Immutable and thread-safe.
 *
 * @param seed own seed, or null
 * @see <a href="https://arxiv.org/abs/1706.02515">Klambauer et al., 2017</a>
 */
public record LecunNormal(@Nullable Long seed) implements Initializer {

    /** Without a seed of its own. */
    public static LecunNormal of() {
        return new LecunNormal(null);
    }

    /** With a seed of its own. */
    public static LecunNormal of(long seed) {
        return new LecunNormal(seed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return new VarianceScaling(1, "fan_in", "truncated_normal", seed).initialize(shape, dtype, generator);
    }
}
