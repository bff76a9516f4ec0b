package io.github.gru4j.layer;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer whose every output step is a copy of one input step, or zeros. No mask goes on, as in Keras. */
abstract class StepSelection extends UnaryLayer {

    /** Stands for a step of zeros. */
    static final int ZEROS = -1;

    StepSelection(Builder<?> builder) {
        super(builder);
    }

    /** How many steps come out for a number of steps that come in. */
    abstract int steps(int inputSteps);

    /** The input step that an output step is a copy of, or {@link #ZEROS}. */
    abstract int source(int step, int inputSteps);

    /** The input as (batch, timesteps, features). */
    Shape sequences(Shape shape) {
        if (shape.rank() != 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, features). Received: shape=" + shape + ".");
        }
        return shape;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        Shape sequences = sequences(shape);
        int timesteps = sequences.dim(1);
        return timesteps == Shape.UNKNOWN ? sequences : sequences.with(1, steps(timesteps));
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    @Override
    protected final Pass forward(Tensor input, Call call) {
        Shape in = sequences(input.shape());
        Tensor output = Tensor.zeros(dtype(), computeOutputShape(input.shape()));
        int width = in.dim(2);
        eachCopy(in, output.dim(1), (from, to) -> Tensor.copyRange(input, from, output, to, width));
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            eachCopy(in, output.dim(1), (from, to) -> Elementwise.add(width, dOutput, to, dInput, from));
            return dInput;
        });
    }

    /** A step of the input and its copy in the output, by position. */
    @FunctionalInterface
    private interface Copy {
        void at(int from, int to);
    }

    private void eachCopy(Shape in, int steps, Copy copy) {
        int timesteps = in.dim(1);
        for (int to = 0; to < in.dim(0) * steps; to++) {
            int source = source(to % steps, timesteps);
            if (source != ZEROS) {
                copy.at((to / steps * timesteps + source) * in.dim(2), to * in.dim(2));
            }
        }
    }
}
