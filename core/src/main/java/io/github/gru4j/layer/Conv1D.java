package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.internal.kernel.Cached;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.internal.kernel.PackedMatrix;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over time ({@code keras.layers.Conv1D}).
 *
 * <pre>  y[t] = activation(Σ_k x[t · strides + k · dilationRate − padding] · kernel[k] + bias) </pre>
 *
 * <p>Input (batch, timesteps, channels), output (batch, windows, filters). Weights: kernel
 * {@code (kernelSize, channels / groups, filters)}, bias {@code (filters)}. A mask is dropped, as in Keras 3, for windows
 * mix used and masked steps. Inference is safe from many threads.
 *
 * <p>Differs from Keras: {@code data_format} is channels_last.
 *
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution1d/">Keras: Conv1D</a>
 */
public final class Conv1D extends UnaryLayer {

    /** A place in a longer ring is no number of float32. */
    private static final int LONGEST = 1 << 24;

    private final int filters;
    private final int kernelSize;
    private final int strides;
    private final Padding padding;
    private final int dilationRate;
    private final int groups;
    private final Activation activation;
    private final boolean useBias;
    private final WeightSpec kernelSpec;
    private final WeightSpec biasSpec;
    private @Nullable Parameter kernel; // (kernelSize, channels / groups, filters)
    private @Nullable Parameter bias; // (filters)
    private final Cached<List<Tensor>> matrices = new Cached<>();
    private final Cached<List<PackedMatrix>> packed = new Cached<>();
    private final Cached<List<PackedMatrix>> packedTransposed = new Cached<>();

    /** The arguments of {@link Conv1D}, under Keras's names. */
    public static final class Builder extends KernelBuilder<Builder> {
        private final int filters;
        private final int kernelSize;
        private int strides = 1;
        private Padding padding = Padding.VALID;
        private int dilationRate = 1;
        private int groups = 1;
        private Activation activation = Activations.linear();

        private Builder(int filters, int kernelSize) {
            this.filters = filters;
            this.kernelSize = kernelSize;
        }

        /** Steps from one window to the next; 1 by default, and always with a dilation. */
        public Builder strides(int newStrides) {
            strides = newStrides;
            return this;
        }

        /** What happens at the ends of a sequence; valid by default. */
        public Builder padding(Padding newPadding) {
            padding = newPadding;
            return this;
        }

        /** Steps between the elements of a window; 1 by default. */
        public Builder dilationRate(int newDilationRate) {
            dilationRate = newDilationRate;
            return this;
        }

        /** Into how many groups channels and filters are split, each filter seeing its group alone; 1 by default. */
        public Builder groups(int newGroups) {
            groups = newGroups;
            return this;
        }

        /** Keras's identifier of the activation; linear by default and for null. */
        public Builder activation(@Nullable String identifier) {
            return activation(Activations.get(identifier));
        }

        /** The activation; linear by default. */
        public Builder activation(Activation newActivation) {
            activation = newActivation;
            return this;
        }

        /** The layer. */
        @Override
        public Conv1D build() {
            return new Conv1D(this);
        }
    }

    private Conv1D(Builder builder) {
        super(builder);
        this.filters = positive("filters", builder.filters);
        this.kernelSize = positive("kernelSize", builder.kernelSize);
        this.strides = positive("strides", builder.strides);
        this.padding = builder.padding;
        this.dilationRate = positive("dilationRate", builder.dilationRate);
        this.groups = positive("groups", builder.groups);
        this.activation = builder.activation;
        this.useBias = builder.useBias();
        this.kernelSpec = builder.kernelSpec();
        this.biasSpec = builder.biasSpec();
        if (filters % groups != 0) {
            throw new IllegalArgumentException("Conv1D: filters must be a multiple of groups. Received: filters="
                    + filters + ", groups=" + groups + ".");
        }
        if ((kernelSize - 1L) * dilationRate >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Conv1D: a window must reach over less than 2^31 steps. Received:"
                    + " kernelSize=" + kernelSize + ", dilationRate=" + dilationRate + ".");
        }
        if (strides > 1 && dilationRate > 1) {
            throw new IllegalArgumentException("Conv1D: strides and dilationRate must not both be above 1. Received:"
                    + " strides=" + strides + ", dilationRate=" + dilationRate + ".");
        }
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "Conv1D: " + name + " must be a positive integer. Received: " + name + "=" + value + ".");
        }
        return value;
    }

    /**
     * A layer with Keras's defaults: windows inside the sequence, one per step, linear, with a bias.
     *
     * @param filters the number of channels that come out; positive
     * @param kernelSize the number of steps in a window; positive
     */
    public static Conv1D of(int filters, int kernelSize) {
        return builder(filters, kernelSize).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(int filters, int kernelSize) {
        return new Builder(filters, kernelSize);
    }

    /** The number of channels that come out. */
    public int filters() {
        return filters;
    }

    /** The number of steps in a window. */
    public int kernelSize() {
        return kernelSize;
    }

    /** Steps from one window to the next. */
    public int strides() {
        return strides;
    }

    /** What happens at the ends of a sequence. */
    public Padding padding() {
        return padding;
    }

    /** Steps between the elements of a window. */
    public int dilationRate() {
        return dilationRate;
    }

    /** Into how many groups channels and filters are split. */
    public int groups() {
        return groups;
    }

    /** The activation. */
    public Activation activation() {
        return activation;
    }

    /** Whether there is a bias. */
    public boolean useBias() {
        return useBias;
    }

    /** How the kernel starts and what holds it in check. */
    public WeightSpec kernelSpec() {
        return kernelSpec;
    }

    /** How the bias starts and what holds it in check. */
    public WeightSpec biasSpec() {
        return biasSpec;
    }

    /** (kernelSize, channels / groups, filters). */
    public Parameter kernel() {
        if (kernel == null) {
            throw new IllegalStateException(describe() + ": weights exist once the layer is built. Call build(shape).");
        }
        return kernel;
    }

    /** (filters), or null without a bias or before the layer is built. */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    public Builder toBuilder() {
        return builder(filters, kernelSize)
                .common(this)
                .kernelAndBias(useBias, kernelSpec, biasSpec)
                .strides(strides)
                .padding(padding)
                .dilationRate(dilationRate)
                .groups(groups)
                .activation(activation);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        if (shape.rank() != 3 || shape.dim(-1) == Shape.UNKNOWN || shape.dim(-1) % groups != 0) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, channels) and a"
                    + " known number of channels, a multiple of groups. Received: shape=" + shape + ", groups=" + groups
                    + ".");
        }
        windows(shape);
        Shape kernelShape = Shape.of(kernelSize, shape.dim(-1) / groups, filters);
        kernel = addWeight("kernel", kernelShape, kernelSpec, true, generator);
        if (useBias) {
            bias = addWeight("bias", Shape.of(filters), biasSpec, true, generator);
        }
    }

    /** Steps from the first to the last of a window, both included. */
    private int reach() {
        return (kernelSize - 1) * dilationRate + 1;
    }

    private int windows(Shape shape) {
        int windows = padding.windows(shape.dim(1), reach(), strides);
        if (windows == 0) {
            throw new IllegalArgumentException(describe() + ": input must be long enough for a window of " + reach()
                    + " steps. Received: shape=" + shape + ".");
        }
        return windows;
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape.with(1, windows(shape)).with(-1, filters);
    }

    @Override
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        checkInput(input, "batch", "timesteps", "channels");
        KernelSet kernels = Kernels.of(dtype());
        int own = filters / groups; // the filters of a group
        int padded = kernels.pad(own);
        int inner = kernelSize * (input.dim(-1) / groups);
        Tensor sums = Tensor.zeros(dtype(), computeOutputShape(input.shape())); // (rows, filters)
        int rows = sums.size() / filters;
        List<Tensor> gathered = new ArrayList<>();
        List<PackedMatrix> weights = packed(kernels);
        for (int group = 0; group < groups; group++) {
            Tensor windows = gather(input, group);
            gathered.add(windows);
            Tensor start = Tensor.zeros(dtype(), Shape.of(padded));
            if (bias != null) {
                Tensor.copyRange(bias.value(), group * own, start, 0, own);
            }
            Tensor wide = Tensor.zeros(dtype(), Shape.of(rows, padded));
            kernels.matmul(
                    rows, windows, 0, inner, inner, weights.get(group), 0, 0, padded, start, 0, 0, wide, 0, padded);
            Elementwise.copyRows(rows, own, wide, 0, padded, sums, group * own, filters);
        }
        Pass pass = Pass.of(
                List.of(sums),
                (dOutputs, gradients, wanted) -> Collections.singletonList(
                        backward(kernels, input, gathered, dOutputs.get(0), gradients, wanted.test(0))));
        return Activated.pass(activation, pass, call);
    }

    /** From the gradient of the sums to those of the weights and, if it is wanted, of the input, group by group. */
    private @Nullable Tensor backward(
            KernelSet kernels,
            Tensor input,
            List<Tensor> gathered,
            @Nullable Tensor dSums,
            Gradients gradients,
            boolean inputWanted) {
        if (dSums == null) {
            return null;
        }
        int own = filters / groups;
        int padded = kernels.pad(own);
        int inner = kernelSize * (input.dim(-1) / groups);
        int rows = dSums.size() / filters;
        Tensor dInput = inputWanted ? Tensor.zeros(dtype(), input.shape()) : null;
        for (int group = 0; group < groups; group++) {
            Tensor dOwn = Tensor.zeros(dtype(), Shape.of(rows, padded));
            Elementwise.copyRows(rows, own, dSums, group * own, filters, dOwn, 0, padded);
            if (gradients.wants(kernel())) {
                Tensor found = Tensor.zeros(dtype(), Shape.of(inner, padded));
                kernels.addOuter(rows, gathered.get(group), 0, inner, inner, dOwn, 0, padded, padded, found, 0, padded);
                Elementwise.addRows(inner, own, found, 0, padded, gradients.of(kernel()), group * own, filters);
            }
            if (dInput != null) {
                scatter(windowGradients(kernels, group, rows, inner, dOwn, padded), dInput, group);
            }
        }
        if (bias != null && gradients.wants(bias)) {
            kernels.addColumnSums(rows, filters, dSums, 0, filters, gradients.of(bias), 0);
        }
        return dInput;
    }

    /** The gradients of a group's windows, (rows, padded inner), from those of its own filters. */
    private Tensor windowGradients(KernelSet kernels, int group, int rows, int inner, Tensor dOwn, int padded) {
        int paddedInner = kernels.pad(inner);
        Tensor dWindows = Tensor.zeros(dtype(), Shape.of(rows, paddedInner));
        kernels.matmul(
                rows,
                dOwn,
                0,
                padded,
                padded,
                packedTransposed(kernels).get(group),
                0,
                0,
                paddedInner,
                dWindows,
                0,
                paddedInner,
                dWindows,
                0,
                paddedInner);
        return dWindows;
    }

    // ---- windows ----------------------------------------------------------------------------------------------------

    /** A run of channels at one step of a window, in the input and in the row of the window. */
    @FunctionalInterface
    private interface Run {
        void at(int inputPosition, int row, int column);
    }

    /** Every step of every window that lies inside the sequence. */
    private void eachRun(Shape shape, int group, Run run) {
        int timesteps = shape.dim(1);
        int channels = shape.dim(-1);
        int own = channels / groups;
        int windows = windows(shape);
        int first = padding.start(timesteps, reach(), strides);
        for (int row = 0; row < shape.dim(0) * windows; row++) {
            int sequence = row / windows;
            for (int k = 0; k < kernelSize; k++) {
                int step = first + row % windows * strides + k * dilationRate;
                if (step >= 0 && step < timesteps) {
                    run.at((sequence * timesteps + step) * channels + group * own, row, k * own);
                }
            }
        }
    }

    /** The windows of a group's channels, one per row, zeros beyond the ends. */
    private Tensor gather(Tensor input, int group) {
        int own = input.dim(-1) / groups;
        int inner = kernelSize * own;
        Tensor rows = Tensor.zeros(dtype(), Shape.of(input.dim(0) * windows(input.shape()), inner));
        eachRun(
                input.shape(),
                group,
                (position, row, column) -> Tensor.copyRange(input, position, rows, row * inner + column, own));
        return rows;
    }

    /** The way back: adds every window to the steps that it was made of. */
    private void scatter(Tensor dWindows, Tensor dInput, int group) {
        int own = dInput.dim(-1) / groups;
        int width = dWindows.dim(1);
        eachRun(
                dInput.shape(),
                group,
                (position, row, column) -> Elementwise.add(own, dWindows, row * width + column, dInput, position));
    }

    // ---- the kernel as matrices -------------------------------------------------------------------------------------

    /** The kernel of each group as a matrix, (kernelSize · channels / groups, filters / groups). */
    private List<Tensor> matrices() {
        Parameter k = kernel();
        return matrices.get(k.version(), () -> {
            int inner = k.shape().dim(0) * k.shape().dim(1);
            int own = filters / groups;
            List<Tensor> all = new ArrayList<>();
            for (int group = 0; group < groups; group++) {
                Tensor matrix = Tensor.zeros(dtype(), Shape.of(inner, own));
                Elementwise.copyRows(inner, own, k.value(), group * own, filters, matrix, 0, own);
                all.add(matrix);
            }
            return List.copyOf(all);
        });
    }

    private List<PackedMatrix> packed(KernelSet kernels) {
        return packed.get(
                kernel().version(),
                () -> matrices().stream()
                        .map(matrix -> kernels.pack(matrix, matrix.dim(0), matrix.dim(1), 1))
                        .toList());
    }

    private List<PackedMatrix> packedTransposed(KernelSet kernels) {
        return packedTransposed.get(
                kernel().version(),
                () -> matrices().stream()
                        .map(matrix -> kernels.packTransposed(matrix, matrix.dim(0), matrix.dim(1), 1))
                        .toList());
    }

    /** One event at a time, where no window looks ahead and each step has one. */
    @Override
    public Stepper stepper() {
        if (strides > 1) {
            throw new UnsupportedOperationException(describe() + ": a convolution that leaves time steps out cannot run"
                    + " step by step. Received: strides=" + strides + ".");
        }
        if (padding != Padding.CAUSAL && kernelSize > 1) {
            throw new UnsupportedOperationException(describe() + ": only a causal convolution, whose windows end at the"
                    + " present event, can run step by step. Received: padding=" + padding + ".");
        }
        int channels = builtShape().dim(-1);
        long ring = (kernelSize - 1L) * dilationRate;
        if (ring > LONGEST || ring * channels >= Integer.MAX_VALUE) {
            throw new UnsupportedOperationException(describe() + ": a convolution that reaches back over " + ring
                    + " events of " + channels + " numbers cannot run step by step, for its state would be too large.");
        }
        KernelSet kernels = Kernels.of(dtype());
        int own = filters / groups;
        List<Tensor> starts = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            Tensor start = Tensor.zeros(dtype(), Shape.of(kernels.pad(own)));
            if (bias != null) {
                Tensor.copyRange(bias.value(), group * own, start, 0, own);
            }
            starts.add(start);
        }
        String signature =
                Stepper.signature("conv1d", channels, filters, kernelSize, dilationRate, groups, activation, useBias);
        return new ConvolutionStepper(
                signature,
                kernels,
                packed(kernels),
                List.copyOf(starts),
                channels,
                filters,
                kernelSize,
                dilationRate,
                activation);
    }
}
