package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/** A layer that is an activation over the last axis and nothing else. */
abstract class ActivatingLayer extends UnaryLayer {

    private final Activation activation;

    ActivatingLayer(Builder<?> builder, Activation activation) {
        super(builder);
        this.activation = activation;
    }

    /** The activation. */
    public final Activation activation() {
        return activation;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected final Pass forward(Tensor input, Call call) {
        return pass(activation, input, call);
    }

    /** The pass of an activation; one that a softmax or a sigmoid ends says what it was made from. */
    static Pass pass(Activation activation, Tensor input, Call call) {
        Tensor output = activation.call(input);
        Pass pass = Pass.of(output, (dOutput, gradients) -> gradient(activation, input, output, dOutput));
        boolean makesProbabilities =
                activation.equals(Activations.softmax()) || activation.equals(Activations.sigmoid());
        return call.addsLosses() && makesProbabilities
                ? pass.withLogits(activation, Pass.of(input, (dInput, gradients) -> dInput))
                : pass;
    }

    /** From the gradient of an activation's output to that of its input. */
    static Tensor gradient(Activation activation, Tensor input, Tensor output, Tensor dOutput) {
        Tensor dInput = Tensor.zeros(input.dtype(), input.shape());
        int width = input.shape().rank() == 0 ? 1 : input.dim(-1);
        for (int row = 0; width > 0 && row < input.size(); row += width) {
            activation.gradient(input, row, output, row, dOutput, row, dInput, row, width);
        }
        return dInput;
    }

    @Override
    public final Stepper stepper() {
        int size = builtShape().dim(-1);
        return new RowStepper(size, size, (x, xOffset, y, yOffset) -> activation.apply(x, xOffset, y, yOffset, size));
    }
}
