package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/** Every element is one. Source: {@code keras.initializers.Ones}. Immutable and thread-safe. */
public record Ones() implements Initializer {

    /** The initializer. */
    public static Ones of() {
        return new Ones();
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Tensor.full(dtype, shape, 1);
    }
}
