package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Filling a tensor with draws, and what the random initializers check. */
final class Draws {

    private Draws() {}

    /** The caller's generator, or a fresh one where the initializer has its own seed. */
    static Generator generator(@Nullable Long seed, Generator generator) {
        return seed == null ? generator : new Generator(seed);
    }

    /** A tensor of independent draws, in row-major order; both types are filled from the same doubles. */
    static Tensor fill(Shape shape, DType dtype, Generator generator, ToDoubleFunction<Generator> draw) {
        Tensor tensor = Tensor.zeros(dtype, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, draw.applyAsDouble(generator));
        }
        return tensor;
    }

    static void checkStddev(String type, double stddev) {
        if (!(stddev >= 0)) {
            throw new IllegalArgumentException(type + ": stddev must be 0 or more. Received: stddev=" + stddev + ".");
        }
    }
}
