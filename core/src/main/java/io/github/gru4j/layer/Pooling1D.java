package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one step of every window over time, channel by channel. Input (batch, timesteps, channels), output (batch, windows,
 * channels). A mask is dropped, as in Keras.
 */
public abstract sealed class Pooling1D extends UnaryLayer permits MaxPooling1D, AveragePooling1D {

    private final int poolSize;
    private final int strides;
    private final Padding padding;

    /**
     * The arguments of a pooling layer, under Keras's names.
     *
     * @param <L> the layer
     */
    public static final class Builder<L extends Pooling1D> extends Layer.Builder<Builder<L>> {
        private final Function<Builder<L>, L> constructor;
        private int poolSize = 2;
        private @Nullable Integer strides;
        private Padding padding = Padding.VALID;

        Builder(Function<Builder<L>, L> constructor) {
            this.constructor = constructor;
        }

        /** The number of steps in a window; 2 by default. */
        public Builder<L> poolSize(int newPoolSize) {
            poolSize = newPoolSize;
            return this;
        }

        /** Steps from one window to the next; null, the default, for the size of a window. */
        public Builder<L> strides(@Nullable Integer newStrides) {
            strides = newStrides;
            return this;
        }

        /** What happens at the ends of a sequence, valid or same; valid by default. */
        public Builder<L> padding(Padding newPadding) {
            padding = newPadding;
            return this;
        }

        /** Takes over the arguments of a layer. */
        Builder<L> like(Pooling1D layer) {
            return common(layer).poolSize(layer.poolSize).strides(layer.strides).padding(layer.padding);
        }

        /** The layer. */
        @Override
        public L build() {
            return constructor.apply(this);
        }
    }

    Pooling1D(Builder<?> builder) {
        super(builder);
        this.poolSize = builder.poolSize;
        this.strides = builder.strides == null ? builder.poolSize : builder.strides;
        this.padding = builder.padding;
        if (poolSize <= 0 || strides <= 0) {
            throw new IllegalArgumentException(className() + ": poolSize and strides must be positive integers."
                    + " Received: poolSize=" + poolSize + ", strides=" + strides + ".");
        }
        if (padding == Padding.CAUSAL) {
            throw new IllegalArgumentException(
                    className() + ": padding must be VALID or SAME. Received: padding=CAUSAL.");
        }
    }

    /** The number of steps in a window. */
    public final int poolSize() {
        return poolSize;
    }

    /** Steps from one window to the next. */
    public final int strides() {
        return strides;
    }

    /** What happens at the ends of a sequence. */
    public final Padding padding() {
        return padding;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        if (shape.rank() != 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, channels). Received: shape=" + shape + ".");
        }
        int windows = padding.windows(shape.dim(1), poolSize, strides);
        if (windows == 0) {
            throw new IllegalArgumentException(describe() + ": input must be long enough for a window of " + poolSize
                    + " steps. Received: shape=" + shape + ".");
        }
        return shape.with(1, windows);
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    /**
     * One channel of a window.
     *
     * @param position of its first step
     * @param stride distance of neighbouring steps
     * @param steps how many there are
     */
    abstract double pooled(Tensor x, int position, int stride, int steps);

    /** Adds to the gradient of one channel of a window. */
    abstract void addGradient(Tensor x, Tensor dx, int position, int stride, int steps, double dPooled);

    @Override
    protected final Pass forward(Tensor input, Call call) {
        Tensor output = Tensor.zeros(dtype(), computeOutputShape(input.shape()));
        int channels = input.dim(2);
        eachWindow(
                input,
                output,
                (element, position, steps) -> output.setAt(element, pooled(input, position, channels, steps)));
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            eachWindow(
                    input,
                    output,
                    (element, position, steps) ->
                            addGradient(input, dInput, position, channels, steps, dOutput.getAt(element)));
            return dInput;
        });
    }

    /** A channel of a window: its element of the output, and its part inside the sequence. */
    @FunctionalInterface
    private interface Window {
        void at(int element, int position, int steps);
    }

    private void eachWindow(Tensor input, Tensor output, Window window) {
        int timesteps = input.dim(1);
        int channels = input.dim(2);
        int first = padding.start(timesteps, poolSize, strides);
        int element = 0;
        for (int sequence = 0; sequence < input.dim(0); sequence++) {
            for (int w = 0; w < output.dim(1); w++) {
                int begin = first + w * strides;
                int end = Math.min(begin + poolSize, timesteps);
                int from = Math.max(begin, 0);
                for (int channel = 0; channel < channels; channel++) {
                    window.at(element++, (sequence * timesteps + from) * channels + channel, end - from);
                }
            }
        }
    }

    /** Refused by name: not every event would give a time step. */
    @Override
    public final Stepper stepper() {
        throw new UnsupportedOperationException(describe()
                + ": windows over several events do not give a time step for each, so it cannot run step by step.");
    }
}
