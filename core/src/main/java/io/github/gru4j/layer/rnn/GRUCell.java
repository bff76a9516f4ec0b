package io.github.gru4j.layer.rnn;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Orthogonal;
import io.github.gru4j.internal.kernel.Cached;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.KernelBuilder;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One step of a gated recurrent unit ({@code keras.layers.GRUCell}).
 *
 * <pre>
 *   z = σ(x·Wz + h·Uz + b)   r = σ(x·Wr + h·Ur + b)   hh = φ(…)   h' = z ∘ h + (1 − z) ∘ hh
 * </pre>
 *
 * <p>Weights, gates in the order z, r, h: kernel {@code (features, 3 * units)}, recurrent_kernel {@code (units, 3 *
 * units)}, bias {@code (2, 3 * units)} with {@code resetAfter} (row 0 for the input, row 1 for the state), else
 * {@code (3 * units)}.
 *
 * <pre>{@code
 * RNN rnn = RNN.of(GRUCell.of(4));
 * Tensor output = rnn.call(inputs).output();   // (32, 10, 8) -> (32, 4)
 * }</pre>
 *
 * <p>Thread-safety: inference from many threads is safe once the cell is built. The cached dropout masks of
 * {@link #getDropoutMaskForCell} serve one caller's own loop over time.
 *
 * <p>Differs from Keras: a dropout rate outside [0, 1] is rejected, not clamped; inference never uses a cached mask.
 *
 * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al., 2014</a>; Keras 3 {@code layers/rnn/gru.py}
 */
public final class GRUCell extends RNNCell {

    private final int units;
    private final List<Shape> stateShapes;
    private final Activation activation;
    private final Activation recurrentActivation;
    private final boolean useBias;
    private final WeightSpec kernelSpec;
    private final WeightSpec recurrentSpec;
    private final WeightSpec biasSpec;
    private final double dropout;
    private final double recurrentDropout;
    private final boolean resetAfter;
    private final @Nullable Long seed;
    private final int implementation;

    private @Nullable Parameter kernel; // (features, 3 * units)
    private @Nullable Parameter recurrentKernel; // (units, 3 * units)
    private @Nullable Parameter bias; // (2, 3 * units) or (3 * units)
    private final Cached<PackedGRU> packed = new Cached<>();
    private final Supplier<PackedGRU> packing = this::pack; // once, not for every call
    private final CellDropout masks;
    private final Workspace.Holder workspaces = new Workspace.Holder();
    private final Workspace.Pool recordings = new Workspace.Pool();

    /** The arguments of {@link GRUCell}, under Keras's names. */
    public static final class Builder extends KernelBuilder<Builder> {
        private final int units;
        private Activation activation = Activations.tanh();
        private Activation recurrentActivation = Activations.sigmoid();
        private WeightSpec recurrentSpec = WeightSpec.of(Orthogonal.of());
        private double dropout;
        private double recurrentDropout;
        private boolean resetAfter = true;
        private @Nullable Long seed;
        private int implementation = 2;

        private Builder(int units) {
            this.units = units;
        }

        /** Keras's identifier of the candidate's activation; {@code "tanh"} by default, linear for null. */
        public Builder activation(@Nullable String identifier) {
            return activation(Activations.get(identifier));
        }

        /** The candidate's activation; tanh by default. */
        public Builder activation(Activation newActivation) {
            activation = newActivation;
            return this;
        }

        /** Keras's identifier of the gates' activation; {@code "sigmoid"} by default, linear for null. */
        public Builder recurrentActivation(@Nullable String identifier) {
            return recurrentActivation(Activations.get(identifier));
        }

        /** The gates' activation; sigmoid by default. */
        public Builder recurrentActivation(Activation newActivation) {
            recurrentActivation = newActivation;
            return this;
        }

        /** How the recurrent kernel starts; orthogonal by default. */
        public Builder recurrentInitializer(Initializer initializer) {
            recurrentSpec = recurrentSpec.withInitializer(initializer);
            return this;
        }

        /** A penalty on the recurrent kernel; none by default. */
        public Builder recurrentRegularizer(@Nullable Regularizer regularizer) {
            recurrentSpec = recurrentSpec.withRegularizer(regularizer);
            return this;
        }

        /** A constraint on the recurrent kernel; none by default. */
        public Builder recurrentConstraint(@Nullable Constraint constraint) {
            recurrentSpec = recurrentSpec.withConstraint(constraint);
            return this;
        }

        /** The share of the inputs dropped in training, 0 to 1; 0 by default. Exactly 1 disables it, as in Keras. */
        public Builder dropout(double rate) {
            dropout = rate;
            return this;
        }

        /** The share of the state dropped in training, 0 to 1; 0 by default. Exactly 1 disables it, as in Keras. */
        public Builder recurrentDropout(double rate) {
            recurrentDropout = rate;
            return this;
        }

        /** Whether the reset gate acts after the matrix product; true by default. */
        public Builder resetAfter(boolean newResetAfter) {
            resetAfter = newResetAfter;
            return this;
        }

        /** The seed of the dropout masks; by default they come from the training's seed. */
        public Builder seed(@Nullable Long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The seed of the dropout masks, as a plain number; see {@link #seed(Long)}. */
        public Builder seed(long newSeed) {
            return seed(Long.valueOf(newSeed));
        }

        /**
         * How many dropout masks the inputs get: 1 a mask per gate, 2 (the default) one mask for all gates. Keras's
         * argument of the same name also chooses how products are grouped, which changes no number here.
         */
        public Builder implementation(int newImplementation) {
            implementation = newImplementation;
            return this;
        }

        private Builder(GRUCell cell) {
            this(cell.units);
            common(cell);
            kernelAndBias(cell.useBias, cell.kernelSpec, cell.biasSpec);
            activation = cell.activation;
            recurrentActivation = cell.recurrentActivation;
            recurrentSpec = cell.recurrentSpec;
            dropout = cell.dropout;
            recurrentDropout = cell.recurrentDropout;
            resetAfter = cell.resetAfter;
            seed = cell.seed;
            implementation = cell.implementation;
        }

        /** The cell. */
        @Override
        public GRUCell build() {
            return new GRUCell(this);
        }
    }

    private GRUCell(Builder builder) {
        super(builder);
        if (builder.units <= 0) {
            throw new IllegalArgumentException(
                    "GRUCell: units must be a positive integer. Received: units=" + builder.units + ".");
        }
        if (builder.implementation < 0 || builder.implementation > 2) {
            throw new IllegalArgumentException("GRUCell: implementation must be 0, 1 or 2. Received: implementation="
                    + builder.implementation + ".");
        }
        checkRate("dropout", builder.dropout);
        checkRate("recurrentDropout", builder.recurrentDropout);
        this.units = builder.units;
        this.stateShapes = List.of(Shape.of(units));
        this.activation = builder.activation;
        this.recurrentActivation = builder.recurrentActivation;
        this.useBias = builder.useBias();
        this.kernelSpec = builder.kernelSpec();
        this.recurrentSpec = builder.recurrentSpec;
        this.biasSpec = builder.biasSpec();
        this.dropout = builder.dropout;
        this.recurrentDropout = builder.recurrentDropout;
        this.resetAfter = builder.resetAfter;
        this.seed = builder.seed;
        this.implementation = builder.recurrentDropout == 0 ? builder.implementation : 1;
        this.masks = new CellDropout(
                dtype(), dropout, recurrentDropout, implementation == 1, seed == null ? name().hashCode() : seed);
    }

    private static void checkRate(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "GRUCell: " + name + " must be in the range [0, 1]. Received: " + name + "=" + rate + ".");
        }
    }

    /**
     * A cell with Keras's defaults.
     *
     * @param units the size of output and state; positive
     */
    public static GRUCell of(int units) {
        return builder(units).build();
    }

    /** A cell with further arguments; see {@link #of}. */
    public static Builder builder(int units) {
        return new Builder(units);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** The size of output and state. */
    public int units() {
        return units;
    }

    /** The candidate's activation φ. */
    public Activation activation() {
        return activation;
    }

    /** The gates' activation σ. */
    public Activation recurrentActivation() {
        return recurrentActivation;
    }

    /** Whether there is a bias. */
    public boolean useBias() {
        return useBias;
    }

    /** How the kernel starts and what holds it in check. */
    public WeightSpec kernelSpec() {
        return kernelSpec;
    }

    /** How the recurrent kernel starts and what holds it in check. */
    public WeightSpec recurrentSpec() {
        return recurrentSpec;
    }

    /** How the bias starts and what holds it in check. */
    public WeightSpec biasSpec() {
        return biasSpec;
    }

    /** The share of the inputs dropped in training. */
    public double dropout() {
        return dropout;
    }

    /** The share of the state dropped in training. */
    public double recurrentDropout() {
        return recurrentDropout;
    }

    /** Whether the reset gate acts after the matrix product. */
    public boolean resetAfter() {
        return resetAfter;
    }

    /** The seed of the dropout masks, or null. */
    public @Nullable Long seed() {
        return seed;
    }

    /** 1: a dropout mask per gate; 2: one for all. 1 whenever there is recurrent dropout. */
    public int implementation() {
        return implementation;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public List<Shape> stateShapes() {
        return stateShapes;
    }

    @Override
    public Shape outputShape() {
        return stateShapes.get(0);
    }

    // ---- weights ----------------------------------------------------------------------------------------------------

    @Override
    protected void create(Shape shape, Generator generator) {
        if (shape.rank() != 2 || shape.dim(-1) == Shape.UNKNOWN) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 2 (batch, features) with known features. Received: shape=" + shape + ".");
        }
        int gates = PackedGRU.GATES * units;
        kernel = addWeight("kernel", Shape.of(shape.dim(-1), gates), kernelSpec, true, generator);
        recurrentKernel = addWeight("recurrent_kernel", Shape.of(units, gates), recurrentSpec, true, generator);
        if (useBias) {
            bias = addWeight("bias", resetAfter ? Shape.of(2, gates) : Shape.of(gates), biasSpec, true, generator);
        }
    }

    /** (features, 3 * units), gates z, r, h. */
    public Parameter kernel() {
        return weight(kernel);
    }

    /** (units, 3 * units), gates z, r, h. */
    public Parameter recurrentKernel() {
        return weight(recurrentKernel);
    }

    /** (2, 3 * units) or (3 * units); null without a bias or before the cell is built. */
    public @Nullable Parameter bias() {
        return bias;
    }

    private Parameter weight(@Nullable Parameter parameter) {
        if (parameter == null) {
            throw new IllegalStateException(describe() + ": weights exist once the cell is built. Call build(shape).");
        }
        return parameter;
    }

    /** Memory for passes that nothing has to be kept of. */
    Workspace.Holder workspaces() {
        return workspaces;
    }

    /** Memory for passes that may be walked back. */
    Workspace.Pool recordings() {
        return recordings;
    }

    PackedGRU packed() {
        Parameter k = kernel();
        Parameter u = recurrentKernel();
        Parameter b = bias;
        // Versions only grow, so equal sums mean equal versions.
        long version = k.version() + u.version() + (b == null ? 0 : b.version());
        return packed.get(version, packing);
    }

    private PackedGRU pack() {
        return new PackedGRU(
                Kernels.of(dtype()),
                resetAfter,
                activation,
                recurrentActivation,
                kernel().value(),
                recurrentKernel().value(),
                bias == null ? null : bias.value(),
                packed.held());
    }

    // ---- one step ---------------------------------------------------------------------------------------------------

    /**
     * One step, in training with the cached dropout masks: one mask for all steps until {@link #resetDropoutMask}.
     *
     * @param inputs (batch, features)
     * @param states one state, (batch, units)
     * @param training whether dropout is active
     */
    public CellOutput call(Tensor inputs, List<Tensor> states, boolean training) {
        if (!training) {
            return call(inputs, states);
        }
        if (!built()) {
            build(inputs.shape());
        }
        Tensor x = inputs.cast(dtype());
        Call call = Call.training(new Generator(0)).recording(false);
        call.withDropoutMasks(this, masks.cached(x.shape(), Shape.of(x.dim(0), units)));
        return output(apply(join(x, states), call));
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        if (inputs.size() != 2) {
            throw new IllegalArgumentException(describe() + ": states must be a list of one tensor. Received: "
                    + (inputs.size() - 1) + " tensors.");
        }
        Tensor x = inputs.get(0);
        Tensor h = inputs.get(1);
        checkInput(x, "batch", "features");
        if (!h.shape().equals(Shape.of(x.dim(0), units))) {
            throw new IllegalArgumentException(describe() + ": state must have shape (batch, units) = "
                    + Shape.of(x.dim(0), units) + ". Received: shape=" + h.shape() + ".");
        }
        Tensor oneStep = x.reshape(x.dim(0), 1, x.dim(1));
        GRURun sequence = GRURun.of(this, RNNOptions.DEFAULTS, oneStep, h, call.withMask(null), null);
        sequence.forward();
        List<Tensor> outputs = List.of(sequence.output(), sequence.state());
        if (!call.recording()) {
            return Pass.of(outputs);
        }
        return Pass.of(outputs, (dOutputs, gradients, wanted) -> {
            List<@Nullable Tensor> result =
                    sequence.backward(dOutputs.get(0), dOutputs.get(1), gradients, wanted.test(0));
            Tensor dInput = result.get(0);
            result.set(0, dInput == null ? null : dInput.reshape(x.shape()));
            return result;
        });
    }

    // ---- dropout masks ----------------------------------------------------------------------------------------------

    /** The masks that this call applies: the call's own, drawn at its first step. None in inference. */
    DropoutMasks dropoutMasks(int batch, Call call) {
        return masks.of(this, batch, call);
    }

    /**
     * The dropout masks for the inputs of a caller's own loop over time: drawn on the first call, the same on every
     * later one until {@link #resetDropoutMask}, whatever the arguments.
     *
     * @param inputs (batch, features); only the shape is used
     * @param training whether to drop; false gives ones
     * @param count how many masks
     * @return {@code count} masks of the shape of {@code inputs}, scaled by {@code 1 / (1 - rate)}; none if the rate is 0
     * @throws IllegalArgumentException if the rate is exactly 1 and {@code training}
     */
    public List<Tensor> getDropoutMaskForCell(Tensor inputs, boolean training, int count) {
        return masks.inputs(inputs.shape(), training, count);
    }

    /** As {@link #getDropoutMaskForCell}, for the state: shaped and counted alike. */
    public List<Tensor> getRecurrentDropoutMaskForCell(Tensor state, boolean training, int count) {
        return masks.recurrent(state.shape(), training, count);
    }

    /** Forgets the cached masks of the inputs, so that the next batch gets new ones. */
    public void resetDropoutMask() {
        masks.resetInputs();
    }

    /** Forgets the cached masks of the state, so that the next batch gets new ones. */
    public void resetRecurrentDropoutMask() {
        masks.resetRecurrent();
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public Stepper stepper() {
        PackedGRU weights = packed().kept();
        String signature =
                Stepper.signature("gru", weights.features, units, activation, recurrentActivation, resetAfter, useBias);
        return new GRUStepper(signature, weights);
    }
}
