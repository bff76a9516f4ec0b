package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer that gives the same numbers another shape. No mask goes on, as in Keras. */
abstract class Reshaping extends UnaryLayer {

    Reshaping(Builder<?> builder) {
        super(builder);
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    @Override
    protected final Pass forward(Tensor input, Call call) {
        return Pass.of(
                input.reshape(computeOutputShape(input.shape())),
                (dOutput, gradients) -> dOutput.reshape(input.shape()));
    }
}
