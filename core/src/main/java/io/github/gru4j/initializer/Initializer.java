package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A way to choose the first values of a weight. Implementations are immutable and thread-safe.
 *
 * <p>As in Keras, an initializer with a seed of its own gives the same values on every call; one without draws on the
 * caller's generator.
 */
public interface Initializer {

    /**
     * A new weight.
     *
     * @param shape a known shape
     * @param dtype its element type
     * @param generator what random values are drawn from, unless the initializer has a {@link #seed}
     */
    Tensor initialize(Shape shape, DType dtype, Generator generator);

    /** The initializer's own seed, or null; always null for one that is not random. */
    default @Nullable Long seed() {
        return null;
    }
}
