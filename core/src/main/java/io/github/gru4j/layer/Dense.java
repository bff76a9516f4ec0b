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
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer on the last axis ({@code keras.layers.Dense}).
 *
 * <pre>  y = activation(x · kernel + bias) </pre>
 *
 * <p>Weights: kernel {@code (features, units)}, bias {@code (units)}. Inference is safe from many threads.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/dense/">Keras: Dense</a>
 */
public final class Dense extends UnaryLayer {

    private final int units;
    private final Activation activation;
    private final boolean useBias;
    private final WeightSpec kernelSpec;
    private final WeightSpec biasSpec;
    private @Nullable Parameter kernel; // (features, units)
    private @Nullable Parameter bias; // (units)
    private final Cached<Packed> packed = new Cached<>();
    private final Cached<PackedMatrix> packedTransposed = new Cached<>();

    /** Kernel and bias, columns padded to the kernel set's lanes. */
    private record Packed(PackedMatrix kernel, Tensor bias) {}

    /** The arguments of {@link Dense}, under Keras's names. */
    public static final class Builder extends KernelBuilder<Builder> {
        private final int units;
        private Activation activation = Activations.linear();

        private Builder(int units) {
            this.units = units;
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

        private Builder(Dense dense) {
            this(dense.units);
            common(dense);
            kernelAndBias(dense.useBias, dense.kernelSpec, dense.biasSpec);
            activation = dense.activation;
        }

        /** The layer. */
        @Override
        public Dense build() {
            return new Dense(this);
        }
    }

    private Dense(Builder builder) {
        super(builder);
        if (builder.units <= 0) {
            throw new IllegalArgumentException(
                    "Dense: units must be a positive integer. Received: units=" + builder.units + ".");
        }
        this.units = builder.units;
        this.activation = builder.activation;
        this.useBias = builder.useBias();
        this.kernelSpec = builder.kernelSpec();
        this.biasSpec = builder.biasSpec();
    }

    /**
     * A layer with Keras's defaults: linear, with a bias.
     *
     * @param units the size of the output's last axis; positive
     */
    public static Dense of(int units) {
        return builder(units).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(int units) {
        return new Builder(units);
    }

    /** The size of the output's last axis. */
    public int units() {
        return units;
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

    /** (features, units). */
    public Parameter kernel() {
        if (kernel == null) {
            throw new IllegalStateException(describe() + ": weights exist once the layer is built. Call build(shape).");
        }
        return kernel;
    }

    /** (units), or null without a bias or before the layer is built. */
    public @Nullable Parameter bias() {
        return bias;
    }

    /** True where time comes before the features. */
    @Override
    public boolean runsInChunks() {
        return isFeatureAxis(-1);
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        if (shape.rank() < 2 || shape.dim(-1) == Shape.UNKNOWN) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 2 or more and a known last axis. Received: shape=" + shape + ".");
        }
        kernel = addWeight("kernel", Shape.of(shape.dim(-1), units), kernelSpec, true, generator);
        if (useBias) {
            bias = addWeight("bias", Shape.of(units), biasSpec, true, generator);
        }
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape.with(-1, units);
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        Shape builtFor = Objects.requireNonNull(inputShape());
        if (input.shape().rank() < 2 || input.dim(-1) != builtFor.dim(-1)) {
            throw new IllegalArgumentException(describe() + ": input must have " + builtFor.dim(-1)
                    + " features on its last axis, as when the layer was built. Received: shape=" + input.shape()
                    + ".");
        }
        KernelSet kernels = Kernels.of(dtype());
        int features = input.dim(-1);
        int rows = features == 0 ? 0 : input.size() / features;
        int padded = kernels.pad(units);
        Shape outputShape = computeOutputShape(input.shape());
        Tensor sums = Tensor.zeros(dtype(), outputShape); // (rows, units)
        Tensor paddedSums = padded == units ? sums : Tensor.zeros(dtype(), Shape.of(rows, padded));
        Packed weights = packed(kernels);
        kernels.matmul(
                rows,
                input,
                0,
                features,
                features,
                weights.kernel,
                0,
                0,
                padded,
                weights.bias,
                0,
                0,
                paddedSums,
                0,
                padded);
        if (paddedSums != sums) {
            Elementwise.copyRows(rows, units, paddedSums, 0, padded, sums, 0, units);
        }
        return Activated.pass(
                activation,
                Pass.of(
                        List.of(sums),
                        (dOutputs, gradients, wanted) -> Collections.singletonList(
                                backward(kernels, input, rows, dOutputs.get(0), gradients, wanted.test(0)))),
                call);
    }

    /** From the gradient of the sums to those of the weights and, if it is wanted, of the input. */
    private @Nullable Tensor backward(
            KernelSet kernels,
            Tensor input,
            int rows,
            @Nullable Tensor dSums,
            Gradients gradients,
            boolean inputWanted) {
        if (dSums == null) {
            return null;
        }
        int features = input.dim(-1);
        int padded = kernels.pad(units);
        Tensor dWide = dSums; // in whole lanes
        if (padded != units) {
            dWide = Tensor.zeros(dtype(), Shape.of(rows, padded));
            Elementwise.copyRows(rows, units, dSums, 0, units, dWide, 0, padded);
        }
        Parameter k = kernel();
        if (gradients.wants(k)) {
            Tensor dKernel = Tensor.zeros(dtype(), Shape.of(features, padded));
            kernels.addOuter(rows, input, 0, features, features, dWide, 0, padded, padded, dKernel, 0, padded);
            Elementwise.addRows(features, units, dKernel, 0, padded, gradients.of(k), 0, units);
        }
        if (bias != null && gradients.wants(bias)) {
            kernels.addColumnSums(rows, units, dWide, 0, padded, gradients.of(bias), 0);
        }
        if (!inputWanted) {
            return null;
        }
        PackedMatrix transposed =
                packedTransposed.get(k.version(), () -> kernels.packTransposed(k.value(), features, units, 1));
        int paddedFeatures = kernels.pad(features);
        Tensor dInput = Tensor.zeros(dtype(), input.shape());
        Tensor wide = paddedFeatures == features ? dInput : Tensor.zeros(dtype(), Shape.of(rows, paddedFeatures));
        kernels.matmul(
                rows,
                dWide,
                0,
                padded,
                padded,
                transposed,
                0,
                0,
                paddedFeatures,
                wide,
                0,
                paddedFeatures,
                wide,
                0,
                paddedFeatures);
        if (wide != dInput) {
            Elementwise.copyRows(rows, features, wide, 0, paddedFeatures, dInput, 0, features);
        }
        return dInput;
    }

    private Packed packed(KernelSet kernels) {
        Parameter k = kernel();
        Parameter b = bias;
        long version = k.version() + (b == null ? 0 : b.version());
        return packed.get(version, () -> {
            Tensor paddedBias = Tensor.zeros(dtype(), Shape.of(kernels.pad(units)));
            if (b != null) {
                Tensor.copyRange(b.value(), 0, paddedBias, 0, units);
            }
            return new Packed(kernels.pack(k.value(), k.shape().dim(0), units, 1), paddedBias);
        });
    }

    @Override
    public Stepper stepper() {
        KernelSet kernels = Kernels.of(dtype());
        int features = kernel().shape().dim(0);
        String signature = Stepper.signature("dense", features, units, activation, useBias);
        return new DenseStepper(signature, kernels, packed(kernels), features, units, activation);
    }

    private record DenseStepper(
            String signature, KernelSet kernels, Packed weights, int inputSize, int outputSize, Activation activation)
            implements Stepper {
        @Override
        public int scratchSize() {
            return kernels.pad(outputSize);
        }

        @Override
        public void step(
                int rows,
                Tensor x,
                int xOffset,
                Tensor state,
                int stateOffset,
                int stateStride,
                Tensor y,
                int yOffset,
                Tensor scratch,
                int scratchOffset) {
            int padded = kernels.pad(outputSize);
            kernels.matmul(
                    rows,
                    x,
                    xOffset,
                    inputSize,
                    inputSize,
                    weights.kernel,
                    0,
                    0,
                    padded,
                    weights.bias,
                    0,
                    0,
                    scratch,
                    scratchOffset,
                    padded);
            for (int r = 0; r < rows; r++) {
                activation.apply(scratch, scratchOffset + r * padded, y, yOffset + r * outputSize, outputSize);
            }
        }
    }
}
