package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/** Every element is zero. Source: {@code keras.initializers.Zeros}. Immutable and thread-safe. */
public record Zeros() implements Initializer {

    /** The initializer. */
    public static Zeros of() {
        return new Zeros();
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Tensor.full(dtype, shape, 0);
    }
}
