package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/** A layer that is an activation over the last axis and nothing else. */
abstract class ActivationBase extends UnaryLayer {

    private final Activation activation;

    ActivationBase(Builder<?> builder, Activation activation) {
        super(builder);
        this.activation = activation;
    }

    /** The activation. */
    public final Activation activation() {
        return activation;
    }

    /** True: each step is treated alone. */
    @Override
    public final boolean runsInChunks() {
        return true;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected final Pass forward(Tensor input, Call call) {
        return Activated.pass(activation, input, call);
    }

    @Override
    public final Stepper stepper() {
        int size = builtShape().dim(-1);
        return new RowStepper(
                Stepper.signature("activation", size, activation),
                size,
                size,
                (x, xOffset, y, yOffset) -> activation.apply(x, xOffset, y, yOffset, size));
    }
}
