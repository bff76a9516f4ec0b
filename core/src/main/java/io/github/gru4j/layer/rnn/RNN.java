package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a cell over the time axis of a sequence ({@code keras.layers.RNN}).
 *
 * <p>Input (batch, timesteps, features); output (batch, units) for the last step or, with {@code returnSequences},
 * (batch, timesteps, units). Inside a model the initial states may follow the input, and the states follow the output
 * with {@code returnState}.
 *
 * <pre>{@code
 * RNN all = RNN.builder(GRUCell.of(4)).returnSequences(true).build();
 * RNNOutput y = all.call(inputs);   // (32, 10, 8) -> y.sequence() (32, 10, 4), y.state() (32, 4)
 * }</pre>
 *
 * <p>Thread-safety: inference from many threads is safe, except for a {@code stateful} layer, which keeps its states
 * from call to call.
 *
 * @see <a href="https://keras.io/api/layers/recurrent_layers/rnn/">Keras: RNN</a>; Keras 3 {@code layers/rnn/rnn.py}
 */
public class RNN extends Layer {

    private final RNNCell cell;
    private final RNNOptions options;
    private @Nullable List<Tensor> storedStates; // of a stateful layer, else null

    /** The arguments of a recurrent layer, under Keras's names. */
    public static final class Builder<L extends RNN> extends Layer.Builder<Builder<L>> {
        private final RNNCell cell;
        private final Function<Builder<L>, L> constructor;
        private boolean returnSequences;
        private boolean returnState;
        private boolean goBackwards;
        private boolean stateful;
        private boolean unroll;
        private boolean zeroOutputForMask;

        Builder(RNNCell cell, Function<Builder<L>, L> constructor) {
            this.cell = cell;
            this.constructor = constructor;
            dtype(cell.dtype());
        }

        /** Whether the output holds all steps instead of the last; false by default. */
        public Builder<L> returnSequences(boolean newReturnSequences) {
            returnSequences = newReturnSequences;
            return this;
        }

        /** Whether the states follow the output inside a model; false by default. */
        public Builder<L> returnState(boolean newReturnState) {
            returnState = newReturnState;
            return this;
        }

        /** Whether to process the last step first; the outputs come in that order. False by default. */
        public Builder<L> goBackwards(boolean newGoBackwards) {
            goBackwards = newGoBackwards;
            return this;
        }

        /** Whether the states after a call are the initial states of the next; false by default. */
        public Builder<L> stateful(boolean newStateful) {
            stateful = newStateful;
            return this;
        }

        /** Accepted for Keras's sake; changes nothing but how {@code zeroOutputForMask} reads a backwards mask. */
        public Builder<L> unroll(boolean newUnroll) {
            unroll = newUnroll;
            return this;
        }

        /** Whether the output of a masked step is zero rather than the previous output; false by default. */
        public Builder<L> zeroOutputForMask(boolean newZeroOutputForMask) {
            zeroOutputForMask = newZeroOutputForMask;
            return this;
        }

        /** The layer. */
        public L build() {
            return constructor.apply(this);
        }
    }

    /** A layer with the arguments of its builder. */
    protected RNN(Builder<?> builder) {
        super(builder);
        this.cell = builder.cell;
        if (cell.dtype() != dtype()) {
            throw new IllegalArgumentException(className() + ": dtype must be that of its cell, " + cell.dtype()
                    + ". Received: dtype=" + dtype() + ".");
        }
        this.options = new RNNOptions(
                builder.returnSequences,
                builder.returnState,
                builder.goBackwards,
                builder.stateful,
                builder.unroll,
                builder.zeroOutputForMask);
    }

    /** A layer with Keras's defaults over any cell. */
    public static RNN of(RNNCell cell) {
        return builder(cell).build();
    }

    /** A layer with further arguments over any cell. */
    public static Builder<RNN> builder(RNNCell cell) {
        return new Builder<>(cell, RNN::new);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** The cell. */
    public RNNCell cell() {
        return cell;
    }

    /** Whether the output holds all steps instead of the last. */
    public final boolean returnSequences() {
        return options.returnSequences();
    }

    /** Whether the states follow the output inside a model. */
    public final boolean returnState() {
        return options.returnState();
    }

    /** Whether the last step is processed first. */
    public final boolean goBackwards() {
        return options.goBackwards();
    }

    /** Whether the states after a call are the initial states of the next. */
    public final boolean stateful() {
        return options.stateful();
    }

    /** As given; see {@link Builder#unroll}. */
    public final boolean unroll() {
        return options.unroll();
    }

    /** Whether the output of a masked step is zero rather than the previous output. */
    public final boolean zeroOutputForMask() {
        return options.zeroOutputForMask();
    }

    @Override
    protected final List<Layer> sublayers() {
        return List.of(cell);
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        Shape output = cell.outputShape();
        return RNNCell.withBatch(
                shape.dim(0), options.returnSequences() ? RNNCell.withBatch(shape.dim(1), output) : output);
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return options.returnSequences() ? mask : null;
    }

    // ---- calling ----------------------------------------------------------------------------------------------------

    @Override
    protected final void create(Shape shape, Generator generator) {
        if (shape.rank() < 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, features). Received: shape=" + shape + ".");
        }
        int[] step = new int[shape.rank() - 1];
        step[0] = shape.dim(0);
        for (int axis = 2; axis < shape.rank(); axis++) {
            step[axis - 1] = shape.dim(axis);
        }
        cell.build(Shape.of(step), generator);
    }

    /** Inference from zero states, or from the stored ones of a stateful layer. */
    public final RNNOutput call(Tensor inputs) {
        return call(inputs, null, List.of());
    }

    /**
     * Inference.
     *
     * @param inputs (batch, timesteps, features)
     * @param mask (batch, timesteps), or null when every step is used
     * @param initialStates one tensor per state, or none for zeros (the stored states of a stateful layer)
     */
    public final RNNOutput call(Tensor inputs, @Nullable Mask mask, List<Tensor> initialStates) {
        return call(inputs, initialStates, Call.inference().withMask(mask));
    }

    /**
     * Runs the sequence within a call: with {@link Call#training} dropout is active.
     *
     * @param inputs (batch, timesteps, features)
     * @param initialStates one tensor per state, or none
     * @param call what belongs to this pass, the mask among it
     */
    public final RNNOutput call(Tensor inputs, List<Tensor> initialStates, Call call) {
        int expected = cell.stateShapes().size();
        if (!initialStates.isEmpty() && initialStates.size() != expected) {
            throw new IllegalArgumentException(describe() + ": initialStates must be a list of " + expected
                    + " tensors, or empty. Received: " + initialStates.size() + " tensors.");
        }
        Pass pass = run(RNNCell.join(inputs, initialStates), call.recording(false));
        return new RNNOutput(
                pass.output(),
                options.returnSequences(),
                pass.outputs().subList(1, pass.outputs().size()));
    }

    /** As {@link #apply}, but all states follow the output whatever {@code returnState} says. */
    private Pass run(List<Tensor> inputs, Call call) {
        List<Tensor> cast = new ArrayList<>();
        inputs.forEach(input -> cast.add(input.cast(dtype())));
        if (!built()) {
            build(cast.get(0).shape());
        }
        return sequence(cast, call);
    }

    @Override
    protected final Pass forward(List<Tensor> inputs, Call call) {
        Pass all = sequence(inputs, call);
        if (options.returnState()) {
            return all;
        }
        int hidden = all.outputs().size() - 1;
        return Pass.of(List.of(all.output()), (dOutputs, gradients) -> {
            List<@Nullable Tensor> given = new ArrayList<>(dOutputs);
            for (int i = 0; i < hidden; i++) {
                given.add(null);
            }
            return all.backward(given, gradients);
        });
    }

    private Pass sequence(List<Tensor> inputs, Call call) {
        Tensor x = inputs.get(0);
        checkSequence(x, call.mask());
        int stateCount = cell.stateShapes().size();
        boolean given = inputs.size() > stateCount;
        List<Tensor> initial = given ? inputs.subList(1, 1 + stateCount) : initialStates(x.dim(0));
        List<Tensor> constants = inputs.subList(given ? 1 + stateCount : 1, inputs.size());
        checkStates(initial, x.dim(0));
        Pass pass = cell instanceof GRUCell gru && constants.isEmpty()
                ? gruPass(gru, x, initial.get(0), call)
                : loopPass(x, initial, constants, call);
        if (options.stateful()) {
            // Copies: the caller gets the states as well and may write into them.
            storedStates = pass.outputs().stream().skip(1).map(Tensor::copy).toList();
        }
        if (given) {
            return pass;
        }
        return Pass.of(
                pass.outputs(),
                (dOutputs, gradients) -> pass.backward(dOutputs, gradients).subList(0, 1));
    }

    private Pass gruPass(GRUCell gru, Tensor x, Tensor initial, Call call) {
        GRUSequence sequence = new GRUSequence(gru, options, x, initial, call);
        sequence.forward();
        List<Tensor> outputs = List.of(sequence.output(), sequence.state());
        return call.recording()
                ? Pass.of(
                        outputs,
                        (dOutputs, gradients) -> new ArrayList<@Nullable Tensor>(
                                sequence.backward(dOutputs.get(0), dOutputs.get(1), gradients)))
                : Pass.of(outputs);
    }

    private Pass loopPass(Tensor x, List<Tensor> initial, List<Tensor> constants, Call call) {
        CellLoop loop = new CellLoop(cell, options, x, initial, constants, call);
        loop.forward();
        List<Tensor> outputs = RNNCell.join(loop.output(), loop.states());
        return call.recording()
                ? Pass.of(
                        outputs,
                        (dOutputs, gradients) ->
                                loop.backward(dOutputs.get(0), dOutputs.subList(1, dOutputs.size()), gradients))
                : Pass.of(outputs);
    }

    private void checkSequence(Tensor x, @Nullable Mask mask) {
        if (x.shape().rank() < 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, features). Received: shape=" + x.shape() + ".");
        }
        Shape builtFor = inputShape();
        if (builtFor != null && builtFor.rank() != x.shape().rank()) {
            throw new IllegalArgumentException(describe() + ": input must have rank " + builtFor.rank()
                    + ", as when the layer was built. Received: shape=" + x.shape() + ".");
        }
        if (builtFor != null && builtFor.dim(-1) != x.dim(-1)) {
            throw new IllegalArgumentException(describe() + ": input must have " + builtFor.dim(-1)
                    + " features on its last axis, as when the layer was built. Received: shape=" + x.shape() + ".");
        }
        if (x.dim(1) == 0) {
            throw new IllegalArgumentException(
                    describe() + ": input must have at least one time step. Received: shape=" + x.shape() + ".");
        }
        if (mask != null && (mask.batch() != x.dim(0) || mask.timesteps() != x.dim(1))) {
            throw new IllegalArgumentException(describe() + ": mask must have shape (batch, timesteps) = (" + x.dim(0)
                    + ", " + x.dim(1) + "). Received: shape=" + mask.shape() + ".");
        }
    }

    private void checkStates(List<Tensor> states, int batch) {
        List<Shape> shapes = cell.stateShapes();
        for (int i = 0; i < states.size(); i++) {
            Shape expected = RNNCell.withBatch(batch, shapes.get(i));
            if (!states.get(i).shape().equals(expected)) {
                throw new IllegalArgumentException(describe() + ": initial state " + i + " must have shape " + expected
                        + ". Received: shape=" + states.get(i).shape() + ".");
            }
        }
    }

    // ---- states of a stateful layer ---------------------------------------------------------------------------------

    private List<Tensor> initialStates(int batch) {
        List<Tensor> stored = storedStates;
        if (stored == null) {
            return cell.getInitialState(batch);
        }
        int expected = stored.get(0).dim(0);
        if (expected != batch) {
            throw new IllegalArgumentException(describe() + ": a stateful layer must be called with the batch size of"
                    + " its states, " + expected + ". Received: batch=" + batch + ". Call resetState() first.");
        }
        return stored;
    }

    /** The states that a stateful layer keeps, or none before its first call. */
    public final List<Tensor> states() {
        return storedStates == null ? List.of() : storedStates;
    }

    /** Forgets the states of a stateful layer: the next call starts from zeros. */
    public final void resetState() {
        storedStates = null;
    }

    /**
     * Sets the states of a stateful layer.
     *
     * @param states one tensor per state, (batch, …)
     */
    public final void resetState(List<Tensor> states) {
        if (!options.stateful()) {
            throw new IllegalStateException(
                    describe() + ": only a stateful layer keeps states. Make it with stateful(true).");
        }
        if (states.size() != cell.stateShapes().size()) {
            throw new IllegalArgumentException(describe() + ": states must be a list of "
                    + cell.stateShapes().size() + " tensors. Received: " + states.size() + " tensors.");
        }
        List<Tensor> copies =
                states.stream().map(state -> state.cast(dtype()).copy()).toList();
        checkStates(copies, copies.get(0).dim(0));
        storedStates = copies;
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public final Stepper stepper() {
        if (options.goBackwards()) {
            throw new UnsupportedOperationException(
                    describe() + ": a layer that goes backwards needs the last event first, so it cannot stream.");
        }
        return cell.stepper();
    }
}
