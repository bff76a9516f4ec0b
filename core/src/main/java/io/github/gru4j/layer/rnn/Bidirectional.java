package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer that reads a sequence both ways ({@code keras.layers.Bidirectional}).
 *
 * <pre>{@code
 * Bidirectional both = Bidirectional.of(GRU.of(32));   // (batch, timesteps, features) -> (batch, 64)
 * }</pre>
 *
 * <p>Input (batch, timesteps, features), then the initial states, the forward layer's first, if given, then constants.
 * Output (batch, 2 * units), with {@code returnSequences} (batch, timesteps, 2 * units) in the order of time, or as the
 * {@link MergeMode} says; with {@code returnState} the states follow, the forward layer's first. Both layers are made anew
 * from the configuration of the one given, named {@code forward_<name>} and {@code backward_<name>}, the second with the
 * other direction, and both with {@code zeroOutputForMask} exactly if they return sequences. Weights: the forward layer's
 * first.
 *
 * <p>Thread-safety: as for {@link RNN}.
 *
 * <p>Differs from Keras: a {@code backwardLayer} is made anew as well, so that nothing is shared with the layer given; a
 * layer that already goes backwards gets a forward partner, as in Keras 2, where Keras 3 refuses it.
 *
 * @see <a href="https://keras.io/api/layers/recurrent_layers/bidirectional/">Keras: Bidirectional</a>; Keras 3
 *     {@code layers/rnn/bidirectional.py}
 */
public final class Bidirectional extends Layer {

    private static final String FORWARD = "forward_";
    private static final String BACKWARD = "backward_";

    private final RNN forwardLayer;
    private final RNN backwardLayer;
    private final MergeMode mergeMode;

    /** The arguments of {@link Bidirectional}, under Keras's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final RNN layer;
        private @Nullable RNN backwardLayer;
        private MergeMode mergeMode = MergeMode.CONCAT;

        private Builder(RNN layer) {
            this.layer = layer;
            dtype(layer.dtype());
        }

        private Builder(Bidirectional bidirectional) {
            this(bidirectional.forwardLayer);
            common(bidirectional);
            backwardLayer = bidirectional.backwardLayer;
            mergeMode = bidirectional.mergeMode;
        }

        /** Keras's identifier of how the two outputs become one; {@code "concat"} by default, null for two outputs. */
        public Builder mergeMode(@Nullable String identifier) {
            return mergeMode(MergeMode.get(identifier));
        }

        /** How the two outputs become one; {@link MergeMode#CONCAT} by default. */
        public Builder mergeMode(MergeMode newMergeMode) {
            mergeMode = newMergeMode;
            return this;
        }

        /** The layer for the other direction; by default one like the first. */
        public Builder backwardLayer(@Nullable RNN newBackwardLayer) {
            backwardLayer = newBackwardLayer;
            return this;
        }

        /** The layer. */
        @Override
        public Bidirectional build() {
            return new Bidirectional(this);
        }
    }

    private Bidirectional(Builder builder) {
        super(builder);
        RNN layer = builder.layer;
        RNN backward = builder.backwardLayer;
        this.mergeMode = builder.mergeMode;
        this.forwardLayer = anew(layer, renamed(FORWARD, layer), layer.goBackwards());
        this.backwardLayer = backward == null
                ? anew(layer, renamed(BACKWARD, layer), !layer.goBackwards())
                : anew(backward, backward.hasDefaultName() ? null : backward.name(), backward.goBackwards());
        checkLayers();
    }

    private static RNN anew(RNN layer, @Nullable String name, boolean goBackwards) {
        return layer.toBuilder()
                .name(name)
                .goBackwards(goBackwards)
                .zeroOutputForMask(layer.returnSequences())
                .build();
    }

    private static String renamed(String prefix, RNN layer) {
        return layer.name().startsWith(prefix) ? layer.name() : prefix + layer.name();
    }

    private void checkLayers() {
        if (forwardLayer.dtype() != dtype()) {
            throw new IllegalArgumentException("Bidirectional: dtype must be that of its layer, " + forwardLayer.dtype()
                    + ". Received: dtype=" + dtype() + ".");
        }
        if (forwardLayer.goBackwards() == backwardLayer.goBackwards()) {
            throw new IllegalArgumentException("Bidirectional: layer and backwardLayer must differ in goBackwards."
                    + " Received: goBackwards=" + forwardLayer.goBackwards() + " for both.");
        }
        checkEqual("dtype", forwardLayer.dtype(), backwardLayer.dtype());
        checkEqual("stateful", forwardLayer.stateful(), backwardLayer.stateful());
        checkEqual("returnSequences", forwardLayer.returnSequences(), backwardLayer.returnSequences());
        checkEqual("returnState", forwardLayer.returnState(), backwardLayer.returnState());
        checkEqual("timeMajor", forwardLayer.timeMajor(), backwardLayer.timeMajor());
        RNNCell forward = forwardLayer.cell();
        RNNCell backward = backwardLayer.cell();
        checkEqual("inputCount", forward.inputCount(), backward.inputCount());
        checkEqual("constantCount", forward.constantCount(), backward.constantCount());
        if (forward.outputShapes().size() != 1 || backward.outputShapes().size() != 1) {
            throw new IllegalArgumentException("Bidirectional: the cells must give one output each. Received: "
                    + forward.outputShapes().size() + " and "
                    + backward.outputShapes().size() + " outputs.");
        }
        Shape a = forward.outputShape();
        Shape b = backward.outputShape();
        boolean fits = mergeMode == MergeMode.NONE
                || a.equals(b)
                || (mergeMode == MergeMode.CONCAT && a.rank() == b.rank() && a.equals(b.with(-1, a.dim(-1))));
        if (!fits) {
            throw new IllegalArgumentException(
                    "Bidirectional: layer and backwardLayer must give outputs of one shape to"
                            + " be merged with mergeMode=" + mergeMode.identifier() + ". Received: shapes=" + a
                            + " and " + b
                            + ".");
        }
    }

    private static void checkEqual(String name, Object forward, Object backward) {
        if (!forward.equals(backward)) {
            throw new IllegalArgumentException("Bidirectional: layer and backwardLayer must have the same " + name
                    + ". Received: " + name + "=" + forward + " and " + name + "=" + backward + ".");
        }
    }

    /**
     * A layer with Keras's defaults.
     *
     * @param layer what reads the sequence; it stays as it is
     */
    public static Bidirectional of(RNN layer) {
        return builder(layer).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(RNN layer) {
        return new Builder(layer);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** The layer whose output comes first. */
    public RNN forwardLayer() {
        return forwardLayer;
    }

    /** The layer of the other direction. */
    public RNN backwardLayer() {
        return backwardLayer;
    }

    /** How the two outputs become one. */
    public MergeMode mergeMode() {
        return mergeMode;
    }

    /** Whether the output holds all steps instead of the last of each direction. */
    public boolean returnSequences() {
        return forwardLayer.returnSequences();
    }

    /** Whether the states follow the output inside a model. */
    public boolean returnState() {
        return forwardLayer.returnState();
    }

    /** Whether the states after a call are the initial states of the next. */
    public boolean stateful() {
        return forwardLayer.stateful();
    }

    @Override
    protected List<Layer> sublayers() {
        return List.of(forwardLayer, backwardLayer);
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        Shape forward = forwardLayer.computeOutputShape(shape);
        if (mergeMode != MergeMode.CONCAT) {
            return forward;
        }
        return forward.with(
                -1, forward.dim(-1) + backwardLayer.computeOutputShape(shape).dim(-1));
    }

    @Override
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        List<Shape> forward = forwardLayer.computeOutputShapes(shapes);
        List<Shape> backward = backwardLayer.computeOutputShapes(shapes);
        List<Shape> all = new ArrayList<>();
        all.add(computeOutputShape(shapes.get(0)));
        if (mergeMode == MergeMode.NONE) {
            all.add(backward.get(0));
        }
        all.addAll(forward.subList(1, forward.size()));
        all.addAll(backward.subList(1, backward.size()));
        return all;
    }

    @Override
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return returnSequences() ? mask : null;
    }

    /** As {@link RNN#heedsMask}. */
    @Override
    protected boolean heedsMask(int tensors) {
        return forwardLayer.heedsMask(tensors);
    }

    // ---- calling ----------------------------------------------------------------------------------------------------

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        // Without initial states and constants, which make no weights: Keras remembers these layers so.
        List<Shape> sequences = shapes.subList(0, Math.min(forwardLayer.cell().inputCount(), shapes.size()));
        forwardLayer.build(sequences, generator);
        backwardLayer.build(sequences, generator);
    }

    /** Inference from zero states, or from the stored ones of a stateful layer. */
    public RNNOutput call(Tensor inputs) {
        return call(inputs, null, List.of());
    }

    /**
     * Inference from given states.
     *
     * @param inputs (batch, timesteps, features)
     * @param initialStates one tensor per state, the forward layer's first, or none for zeros (the stored states of a
     *     stateful layer)
     */
    public RNNOutput call(Tensor inputs, List<Tensor> initialStates) {
        return call(inputs, null, initialStates);
    }

    /**
     * Inference over the steps that a mask leaves.
     *
     * @param inputs (batch, timesteps, features)
     * @param mask (batch, timesteps)
     */
    public RNNOutput call(Tensor inputs, Mask mask) {
        return call(inputs, mask, List.of());
    }

    /**
     * Inference.
     *
     * @param inputs (batch, timesteps, features)
     * @param mask (batch, timesteps), or null when every step is used
     * @param initialStates one tensor per state, the forward layer's first, or none for zeros (the stored states of a
     *     stateful layer)
     */
    public RNNOutput call(Tensor inputs, @Nullable Mask mask, List<Tensor> initialStates) {
        return call(List.of(inputs), initialStates, List.of(), Call.inference().withMask(mask));
    }

    /**
     * Runs the sequences within a call: with {@link Call#training} dropout is active.
     *
     * @param inputs as many as the cells' {@link RNNCell#inputCount}, each (batch, timesteps, …)
     * @param initialStates one tensor per state, the forward layer's first, or none
     * @param constants as many as the cells' {@link RNNCell#constantCount}
     * @param call what belongs to this pass, the mask among it
     * @return one output, or two for {@link MergeMode#NONE}, and the states of both layers
     */
    public RNNOutput call(List<Tensor> inputs, List<Tensor> initialStates, List<Tensor> constants, Call call) {
        List<Tensor> all = new ArrayList<>();
        inputs.forEach(input -> all.add(input.cast(dtype())));
        initialStates.forEach(state -> all.add(state.cast(dtype())));
        constants.forEach(constant -> all.add(constant.cast(dtype())));
        if (!built()) {
            build(all.stream().map(Tensor::shape).toList());
        }
        Directions both = directions(all, call.recording(false), RNN::run);
        List<Tensor> states = new ArrayList<>(both.forwardStates());
        states.addAll(both.backwardStates());
        List<Tensor> merged = both.outputs();
        List<Tensor> shown = new ArrayList<>(merged);
        if (returnState()) {
            shown.addAll(states);
        }
        addActivityLosses(shown, call);
        return new RNNOutput(merged, returnSequences(), states);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        Directions both = directions(inputs, call, RNN::apply);
        List<Tensor> outputs = new ArrayList<>(both.outputs());
        int merged = outputs.size();
        if (returnState()) {
            outputs.addAll(both.forwardStates());
            outputs.addAll(both.backwardStates());
        }
        List<@Nullable Mask> masks = Collections.nCopies(merged, computeMask(call.mask()));
        Pass result = call.recording()
                ? Pass.of(
                        outputs,
                        (dOutputs, gradients, wanted) ->
                                backward(both, dOutputs, merged, inputs.size(), gradients, wanted))
                : Pass.of(outputs);
        return result.withMasks(masks);
    }

    /** Runs a layer over its inputs. */
    private interface Run {
        Pass of(RNN layer, List<Tensor> inputs, Call call);
    }

    /** Runs both layers: each puts its outputs where they belong if it can, else they are merged afterwards. */
    private Directions directions(List<Tensor> inputs, Call call, Run run) {
        List<Tensor> first = forwardInputs(inputs);
        List<Tensor> second = backwardInputs(inputs);
        if (Directions.canBePlaced(mergeMode, forwardLayer, backwardLayer, inputs.get(0))) {
            return Directions.placed(mergeMode, forwardLayer, first, backwardLayer, second, call);
        }
        Pass forward = run.of(forwardLayer, first, call);
        Pass backward = run.of(backwardLayer, second, call);
        int timeAxis = returnSequences() ? (forwardLayer.timeMajor() ? 0 : 1) : -1;
        return Directions.merged(
                forward, backward, new Merge(mergeMode, forward.output(), backward.output(), timeAxis));
    }

    private List<@Nullable Tensor> backward(
            Directions both,
            List<@Nullable Tensor> dOutputs,
            int merged,
            int inputs,
            Gradients gradients,
            IntPredicate wanted) {
        int split = returnState() ? merged + both.forwardStates().size() : merged;
        List<@Nullable Tensor> given = new ArrayList<>();
        given.add(both.forwardGradient(dOutputs));
        given.addAll(dOutputs.subList(merged, split));
        int sequences = forwardLayer.cell().inputCount();
        // The states and constants of each direction are always wanted: they cost nothing.
        IntPredicate inner = input -> input >= sequences || wanted.test(input);
        List<@Nullable Tensor> dForward = both.forward().backward(given, gradients, inner);
        given = new ArrayList<>();
        given.add(both.backwardGradient(dOutputs));
        given.addAll(dOutputs.subList(split, dOutputs.size()));
        List<@Nullable Tensor> dBackward = both.backward().backward(given, gradients, inner);

        int constants = forwardLayer.cell().constantCount();
        int states = inputs - sequences - constants;
        int forwardStates = states == 0 ? 0 : forwardLayer.cell().stateShapes().size();
        int backwardStates = states - forwardStates;
        List<@Nullable Tensor> result = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            result.add(sum(dForward.get(i), dBackward.get(i)));
        }
        result.addAll(dForward.subList(sequences, sequences + forwardStates));
        result.addAll(dBackward.subList(sequences, sequences + backwardStates));
        for (int i = sequences; i < sequences + constants; i++) {
            result.add(sum(dForward.get(i + forwardStates), dBackward.get(i + backwardStates)));
        }
        return result;
    }

    /** The sum of the gradients that both layers gave to one tensor; written over the first, which nobody else holds. */
    private static @Nullable Tensor sum(@Nullable Tensor dForward, @Nullable Tensor dBackward) {
        if (dForward == null) {
            return dBackward;
        }
        if (dBackward != null) {
            Elementwise.add(dForward.size(), dBackward, 0, dForward, 0);
        }
        return dForward;
    }

    // ---- what each direction gets -----------------------------------------------------------------------------------

    private List<Tensor> forwardInputs(List<Tensor> inputs) {
        int states = forwardLayer.cell().stateShapes().size();
        return without(
                inputs,
                forwardLayer.cell().inputCount() + states,
                backwardLayer.cell().stateShapes().size());
    }

    private List<Tensor> backwardInputs(List<Tensor> inputs) {
        return without(
                inputs,
                forwardLayer.cell().inputCount(),
                forwardLayer.cell().stateShapes().size());
    }

    /** The inputs without the states of the other direction, if any are given. */
    private List<Tensor> without(List<Tensor> inputs, int first, int count) {
        RNNCell cell = forwardLayer.cell();
        int plain = cell.inputCount() + cell.constantCount();
        int states =
                cell.stateShapes().size() + backwardLayer.cell().stateShapes().size();
        if (inputs.size() != plain && inputs.size() != plain + states) {
            throw new IllegalArgumentException(describe() + ": inputs must be " + cell.inputCount()
                    + " sequences, none or " + states + " initial states and " + cell.constantCount()
                    + " constants. Received: " + inputs.size() + " tensors.");
        }
        List<Tensor> result = new ArrayList<>(inputs);
        if (inputs.size() > plain) {
            result.subList(first, first + count).clear();
        }
        return result;
    }

    // ---- states of a stateful layer ---------------------------------------------------------------------------------

    /** The states that a stateful layer keeps, the forward layer's first, or none before its first call. */
    public List<Tensor> states() {
        List<Tensor> states = new ArrayList<>(forwardLayer.states());
        states.addAll(backwardLayer.states());
        return List.copyOf(states);
    }

    /**
     * Forgets the states of a stateful layer: the next call starts from zeros.
     *
     * @throws IllegalStateException if the layer is not stateful
     */
    public void resetState() {
        if (!stateful()) {
            throw new IllegalStateException(
                    describe() + ": only a stateful layer keeps states. Make it of a layer with stateful(true).");
        }
        forwardLayer.resetState();
        backwardLayer.resetState();
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe()
                + ": a layer that reads a sequence both ways needs the last event first, so it cannot stream.");
    }
}
