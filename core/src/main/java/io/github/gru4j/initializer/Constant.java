package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * Every element is one value. Source: {@code keras.initializers.Constant}. Immutable and thread-safe.
 *
 * @param value the value; default 0
 */
public record Constant(double value) implements Initializer {

    /** Every element is {@code value}. */
    public static Constant of(double value) {
        return new Constant(value);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        return Tensor.full(dtype, shape, value);
    }
}
