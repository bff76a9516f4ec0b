package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Makes one step of a whole sequence, channel by channel. Input (batch, timesteps, channels), output (batch, channels), or
 * (batch, 1, channels) with {@code keepdims}. No mask goes on.
 */
public abstract sealed class GlobalPooling1D extends UnaryLayer permits GlobalMaxPooling1D, GlobalAveragePooling1D {

    private final boolean keepdims;

    GlobalPooling1D(Builder<?> builder, boolean keepdims) {
        super(builder);
        this.keepdims = keepdims;
    }

    /** Whether the time axis stays, with size 1. */
    public final boolean keepdims() {
        return keepdims;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        if (shape.rank() != 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, channels). Received: shape=" + shape + ".");
        }
        return keepdims ? shape.with(1, 1) : Shape.of(shape.dim(0), shape.dim(2));
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    /** Which steps take part: all, unless the layer says otherwise. */
    @Nullable
    Mask used(@Nullable Mask mask) {
        return null;
    }

    /** The output of one sequence and channel; also writes its derivative by each step. */
    abstract double pool(Tensor x, int position, int stride, boolean[] used, double[] shares);

    @Override
    protected final Pass forward(Tensor input, Call call) {
        Tensor output = Tensor.zeros(dtype(), computeOutputShape(input.shape()));
        int timesteps = input.dim(1);
        int channels = input.dim(2);
        Mask mask = used(call.mask());
        if (mask != null && !mask.shape().equals(Shape.of(input.dim(0), timesteps))) {
            throw new IllegalArgumentException(describe() + ": mask must have shape (batch, timesteps) = ("
                    + input.dim(0) + ", " + timesteps + "). Received: shape=" + mask.shape() + ".");
        }
        double[] shares = new double[timesteps];
        eachColumn(
                input,
                mask,
                (element, position, used) -> output.setAt(element, pool(input, position, channels, used, shares)));
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            eachColumn(input, mask, (element, position, used) -> {
                pool(input, position, channels, used, shares);
                for (int t = 0; t < timesteps; t++) {
                    dInput.setAt(position + t * channels, shares[t] * dOutput.getAt(element));
                }
            });
            return dInput;
        });
    }

    /** One channel of a sequence: its element of the output, its first step, and which steps take part. */
    @FunctionalInterface
    private interface Column {
        void at(int element, int position, boolean[] used);
    }

    private static void eachColumn(Tensor input, @Nullable Mask mask, Column column) {
        int timesteps = input.dim(1);
        int channels = input.dim(2);
        boolean[] used = new boolean[timesteps];
        for (int sequence = 0; sequence < input.dim(0); sequence++) {
            for (int t = 0; t < timesteps; t++) {
                used[t] = mask == null || mask.used(sequence, t);
            }
            for (int channel = 0; channel < channels; channel++) {
                column.at(sequence * channels + channel, sequence * timesteps * channels + channel, used);
            }
        }
    }

    /** Refused by name: the answer needs the whole sequence. */
    @Override
    public final Stepper stepper() {
        throw new UnsupportedOperationException(
                describe() + ": a pooling over all time steps cannot run step by step.");
    }
}
