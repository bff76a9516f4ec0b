package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.CarriedStates;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.layer.StreamNode;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a cell over the time axis of a sequence ({@code keras.layers.RNN}).
 *
 * <p>Input (batch, timesteps, features); output (batch, units) for the last step or, with {@code returnSequences},
 * (batch, timesteps, units). Inside a model the initial states may follow the input, the constants of a cell that has some
 * come last, and the states follow the output with {@code returnState}.
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
    private final StoredStates stored; // none unless the layer is stateful

    /** The arguments of a recurrent layer, under Keras's names. */
    public static final class Builder<L extends RNN> extends Layer.Builder<Builder<L>> {
        private final Function<DType, RNNCell> cell;
        private final Function<Builder<L>, L> constructor;
        private boolean returnSequences;
        private boolean returnState;
        private boolean goBackwards;
        private boolean stateful;
        private boolean timeMajor;
        private boolean unroll;
        private boolean zeroOutputForMask;

        /** A builder over a given cell, whose element type is the default. */
        Builder(RNNCell cell, Function<Builder<L>, L> constructor) {
            this((DType dtype) -> cell, constructor);
            dtype(cell.dtype());
        }

        /** A builder over a cell that is made at the end, of the element type of the layer. */
        Builder(Function<DType, RNNCell> cell, Function<Builder<L>, L> constructor) {
            this.cell = cell;
            this.constructor = constructor;
        }

        private Builder(RNN rnn, RNNCell cell, Function<Builder<L>, L> constructor) {
            this(cell, constructor);
            common(rnn);
            returnSequences = rnn.options.returnSequences();
            returnState = rnn.options.returnState();
            goBackwards = rnn.options.goBackwards();
            stateful = rnn.options.stateful();
            timeMajor = rnn.options.timeMajor();
            unroll = rnn.options.unroll();
            zeroOutputForMask = rnn.options.zeroOutputForMask();
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

        /**
         * Whether inputs, sequences of outputs and masks have the shape (timesteps, batch, …); false by default. An
         * argument of Keras 2; Keras 3 has none, so its files cannot hold it.
         */
        public Builder<L> timeMajor(boolean newTimeMajor) {
            timeMajor = newTimeMajor;
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
        @Override
        public L build() {
            return constructor.apply(this);
        }
    }

    /** A layer with the arguments of its builder. */
    protected RNN(Builder<?> builder) {
        super(builder);
        this.cell = builder.cell.apply(dtype());
        this.stored = new StoredStates(cell);
        if (cell.dtype() != dtype()) {
            throw new IllegalArgumentException(className() + ": dtype must be that of its cell, " + cell.dtype()
                    + ". Received: dtype=" + dtype() + ".");
        }
        this.options = new RNNOptions(
                builder.returnSequences,
                builder.returnState,
                builder.goBackwards,
                builder.stateful,
                builder.timeMajor,
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

    /**
     * A layer with Keras's defaults over a stack of cells (Keras's {@code RNN([…])}).
     *
     * @param cells at least one, in the order in which an input passes them; see {@link StackedRNNCells}
     */
    public static RNN of(List<? extends RNNCell> cells) {
        return builder(cells).build();
    }

    /** A layer with further arguments over a stack of cells; see {@link #of(List)}. */
    public static Builder<RNN> builder(List<? extends RNNCell> cells) {
        return builder(StackedRNNCells.builder(cells).build());
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

    /** Whether inputs, sequences of outputs and masks have the time axis first. */
    public final boolean timeMajor() {
        return options.timeMajor();
    }

    /** True of a layer that is stateful, or that has the time axis where others have the batch. */
    @Override
    public final boolean mixesRows() {
        return options.stateful() || options.timeMajor();
    }

    /** True of a layer that gives every step, forwards: it carries its states. */
    @Override
    public final boolean runsInChunks() {
        return options.returnSequences() && !options.returnState() && !options.goBackwards() && !options.timeMajor();
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
    public Builder<? extends RNN> toBuilder() {
        return toBuilder(RNN::new);
    }

    /** A builder with the arguments of this layer and a copy of its cell. */
    final <L extends RNN> Builder<L> toBuilder(Function<Builder<L>, L> constructor) {
        return new Builder<>(this, (RNNCell) cell.toBuilder().build(), constructor);
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        return sequenceShape(shape, cell.outputShape());
    }

    @Override
    public final List<Shape> computeOutputShapes(List<Shape> shapes) {
        List<Shape> all = new ArrayList<>();
        cell.outputShapes().forEach(output -> all.add(sequenceShape(shapes.get(0), output)));
        if (options.returnState()) {
            int batch = shapes.get(0).dim(batchAxis());
            cell.stateShapes().forEach(state -> all.add(RNNCell.withBatch(batch, state)));
        }
        return all;
    }

    private Shape sequenceShape(Shape input, Shape output) {
        int batch = input.dim(batchAxis());
        if (!options.returnSequences()) {
            return RNNCell.withBatch(batch, output);
        }
        int timesteps = input.dim(1 - batchAxis());
        return options.timeMajor()
                ? RNNCell.withBatch(timesteps, RNNCell.withBatch(batch, output))
                : RNNCell.withBatch(batch, RNNCell.withBatch(timesteps, output));
    }

    private int batchAxis() {
        return options.timeMajor() ? 1 : 0;
    }

    @Override
    public final @Nullable Mask computeMask(@Nullable Mask mask) {
        return options.returnSequences() ? mask : null;
    }

    /** As in Keras 3, which looks for no mask where a call has several tensor arguments. */
    @Override
    protected final boolean heedsMask(int tensors) {
        return tensors <= cell.inputCount() + cell.constantCount();
    }

    // ---- calling ----------------------------------------------------------------------------------------------------

    @Override
    protected final void create(List<Shape> shapes, Generator generator) {
        List<Shape> step = new ArrayList<>();
        for (Shape shape : shapes.subList(0, Math.min(cell.inputCount(), shapes.size()))) {
            // Other cells may take more than features at each step.
            if (shape.rank() < 3 || (cell instanceof GRUCell && shape.rank() > 3)) {
                throw new IllegalArgumentException(describe()
                        + ": input must have rank 3 (batch, timesteps, features). Received: shape=" + shape + ".");
            }
            if (options.stateful() && shape.dim(batchAxis()) == Shape.UNKNOWN) {
                throw new IllegalArgumentException(describe()
                        + ": the batch size of a stateful layer must be known. Received: shape=" + shape
                        + ". Start the model with Input.builder(Shape.of(batch, timesteps, features)).");
            }
            step.add(RNNCell.withoutTime(batchFirst(shape)));
        }
        cell.build(step, generator);
    }

    private Shape batchFirst(Shape shape) {
        return options.timeMajor() ? shape.with(0, shape.dim(1)).with(1, shape.dim(0)) : shape;
    }

    /** Inference from zero states, or from the stored ones of a stateful layer. */
    public final RNNOutput call(Tensor inputs) {
        return call(inputs, null, List.of());
    }

    /**
     * Inference from given states.
     *
     * @param inputs (batch, timesteps, features)
     * @param initialStates one tensor per state, or none for zeros (the stored states of a stateful layer)
     */
    public final RNNOutput call(Tensor inputs, List<Tensor> initialStates) {
        return call(inputs, null, initialStates);
    }

    /**
     * Inference over the steps that a mask leaves.
     *
     * @param inputs (batch, timesteps, features)
     * @param mask (batch, timesteps)
     */
    public final RNNOutput call(Tensor inputs, Mask mask) {
        return call(inputs, mask, List.of());
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
        return call(List.of(inputs), initialStates, List.of(), call);
    }

    /**
     * Runs the sequences within a call, for a cell with several inputs or with constants.
     *
     * @param inputs as many as the cell's {@link RNNCell#inputCount}, each (batch, timesteps, …)
     * @param initialStates one tensor per state, or none
     * @param constants as many as the cell's {@link RNNCell#constantCount}; each step gets them as they are
     * @param call what belongs to this pass, the mask among it
     */
    public final RNNOutput call(List<Tensor> inputs, List<Tensor> initialStates, List<Tensor> constants, Call call) {
        if (inputs.size() != cell.inputCount()) {
            throw new IllegalArgumentException(describe() + ": inputs must be a list of " + cell.inputCount()
                    + " tensors. Received: " + inputs.size() + " tensors.");
        }
        int expected = cell.stateShapes().size();
        if (!initialStates.isEmpty() && initialStates.size() != expected) {
            throw new IllegalArgumentException(describe() + ": initialStates must be a list of " + expected
                    + " tensors, or empty. Received: " + initialStates.size() + " tensors.");
        }
        if (constants.size() != cell.constantCount()) {
            throw new IllegalArgumentException(describe() + ": constants must be a list of " + cell.constantCount()
                    + " tensors. Received: " + constants.size() + " tensors.");
        }
        List<Tensor> all = inputs;
        if (!initialStates.isEmpty() || !constants.isEmpty()) {
            all = new ArrayList<>(inputs);
            all.addAll(initialStates);
            all.addAll(constants);
        }
        Pass pass = run(all, call.recording(false));
        return new RNNOutput(outputs(pass), options.returnSequences(), states(pass));
    }

    /** As {@link #apply}, but all states follow the output whatever {@code returnState} says. */
    final Pass run(List<Tensor> inputs, Call call) {
        List<Tensor> cast = cast(inputs);
        if (!built()) {
            build(cast.stream().map(Tensor::shape).toList());
        }
        Pass pass = sequence(cast, call, null);
        if (activityRegularizer() != null) {
            addActivityLosses(options.returnState() ? pass.outputs() : outputs(pass), call);
        }
        return pass;
    }

    private List<Tensor> cast(List<Tensor> inputs) {
        if (inputs.size() == 1) { // a short sequence should cost few objects
            return List.of(inputs.get(0).cast(dtype()));
        }
        List<Tensor> cast = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            cast.add(input.cast(dtype()));
        }
        return cast;
    }

    /** What a pass that also gives all states shows of the cell's outputs. */
    private List<Tensor> outputs(Pass pass) {
        int count = cell.outputShapes().size();
        return count == 1 ? List.of(pass.outputs().get(0)) : pass.outputs().subList(0, count);
    }

    private List<Tensor> states(Pass pass) {
        int size = pass.outputs().size();
        int first = cell.outputShapes().size();
        return first + 1 == size
                ? List.of(pass.outputs().get(first))
                : pass.outputs().subList(first, size);
    }

    /** Whether {@link #runTo} can be used: for a GRU whose outputs nothing else looks at. */
    final boolean runsToAPlace() {
        return gru() != null && activityRegularizer() == null && !options.timeMajor();
    }

    /** The cell, if it runs as a whole sequence; null where it runs step by step. */
    private @Nullable GRUCell gru() {
        // The loop adds a cell's own penalty at every step, as Keras does; whole sequences know nothing of it.
        return cell instanceof GRUCell gru && gru.activityRegularizer() == null ? gru : null;
    }

    /**
     * As {@link #run} of a layer that is built, with the outputs in a given place: the first output of the pass is the whole
     * tensor there, and so is the gradient that its way back takes.
     */
    final Pass runTo(OutputPlace place, List<Tensor> inputs, Call call) {
        return sequence(inputs, call, place);
    }

    @Override
    protected final Pass forward(List<Tensor> inputs, Call call) {
        Pass all = sequence(inputs, call, null);
        if (options.returnState()) {
            return all;
        }
        if (!call.recording()) {
            return Pass.of(outputs(all));
        }
        return Pass.of(outputs(all), (dOutputs, gradients, wanted) -> {
            List<@Nullable Tensor> given = new ArrayList<>(dOutputs);
            while (given.size() < all.outputs().size()) {
                given.add(null);
            }
            return all.backward(given, gradients, wanted);
        });
    }

    private Pass sequence(List<Tensor> inputs, Call call, @Nullable OutputPlace place) {
        int inputCount = cell.inputCount();
        int stateCount = cell.stateShapes().size();
        int firstConstant = inputs.size() - cell.constantCount();
        if (firstConstant != inputCount && firstConstant != inputCount + stateCount) {
            throw new IllegalArgumentException(describe() + ": inputs must be " + inputCount + " sequences, none or "
                    + stateCount + " initial states and " + cell.constantCount() + " constants. Received: "
                    + inputs.size() + " tensors.");
        }
        boolean given = firstConstant > inputCount;
        Call own = call.forSequence();
        if (options.timeMajor()) {
            return TimeMajor.pass(
                    inputs,
                    inputCount,
                    options.returnSequences() ? cell.outputShapes().size() : 0,
                    own,
                    (batchMajor, batchMajorCall) -> batchMajor(batchMajor, given, firstConstant, batchMajorCall, null));
        }
        return batchMajor(inputs, given, firstConstant, own, place);
    }

    private Pass batchMajor(
            List<Tensor> inputs, boolean given, int firstConstant, Call call, @Nullable OutputPlace place) {
        List<Tensor> sequences = inputs.subList(0, cell.inputCount());
        List<Tensor> constants = inputs.subList(firstConstant, inputs.size());
        checkSequences(sequences, call.mask());
        int batch = sequences.get(0).dim(0);
        CarriedStates carried = options.stateful() ? null : call.carried(); // a stateful layer carries its own
        if (given && carried != null) {
            throw new IllegalArgumentException(
                    describe() + ": a layer that is given initial states cannot carry its own"
                            + " from chunk to chunk. Received: initial states in a call that carries states.");
        }
        List<Tensor> before = carried == null ? stored.states() : carried.take(this);
        List<Tensor> initial; // none for a GRU that starts from zeros
        if (given) {
            initial = inputs.subList(cell.inputCount(), firstConstant);
        } else if (carried != null && !before.isEmpty()) {
            initial = before;
        } else {
            initial = gru() != null && before.isEmpty() ? List.of() : stored.initial(batch, describe());
        }
        if (!initial.isEmpty()) {
            stored.check(initial, batch, describe());
        }
        Pass pass = pass(sequences, initial, constants, call.carryingNothing(), place);
        if (options.stateful()) {
            stored.keep(states(pass));
        } else if (carried != null) {
            carried.keep(this, states(pass));
        }
        if (given || !call.recording()) {
            return pass;
        }
        int firstState = cell.inputCount();
        int states = cell.stateShapes().size();
        int end = firstState + states;
        return Pass.of(pass.outputs(), (dOutputs, gradients, wanted) -> {
            // Nobody gave the states, so the constants follow the sequences.
            IntPredicate inner = i -> i < firstState ? wanted.test(i) : i >= end && wanted.test(i - states);
            List<@Nullable Tensor> all = new ArrayList<>(pass.backward(dOutputs, gradients, inner));
            all.subList(firstState, end).clear();
            return all;
        });
    }

    private Pass pass(
            List<Tensor> sequences,
            List<Tensor> initial,
            List<Tensor> constants,
            Call call,
            @Nullable OutputPlace place) {
        GRUCell gru = gru();
        if (gru != null) {
            return gruPass(gru, sequences.get(0), initial.isEmpty() ? null : initial.get(0), call, place);
        }
        if (cell instanceof StackedRNNCells stack && GRUStack.fits(stack, options)) {
            GRUStack run = new GRUStack(stack, options, sequences.get(0), initial, call);
            return call.recording() ? Pass.of(run.outputs(), run::backward) : Pass.of(run.outputs());
        }
        return loopPass(sequences, initial, constants, call);
    }

    private Pass gruPass(GRUCell gru, Tensor x, @Nullable Tensor initial, Call call, @Nullable OutputPlace place) {
        GRURun sequence = GRURun.of(gru, options, x, initial, call, place);
        sequence.forward();
        List<Tensor> outputs = List.of(sequence.output(), sequence.state());
        return call.recording()
                ? Pass.of(
                        outputs,
                        (dOutputs, gradients, wanted) ->
                                sequence.backward(dOutputs.get(0), dOutputs.get(1), gradients, wanted.test(0)))
                : Pass.of(outputs);
    }

    private Pass loopPass(List<Tensor> sequences, List<Tensor> initial, List<Tensor> constants, Call call) {
        CellLoop loop = new CellLoop(cell, options, sequences, initial, constants, call);
        loop.forward();
        List<Tensor> outputs = new ArrayList<>(loop.outputs());
        outputs.addAll(loop.states());
        return call.recording() ? Pass.of(outputs, loop::backward) : Pass.of(outputs);
    }

    private void checkSequences(List<Tensor> sequences, @Nullable Mask mask) {
        List<Shape> builtFor = inputShapes();
        for (int i = 0; i < sequences.size(); i++) {
            checkSequence(sequences.get(i), builtFor == null ? null : batchFirst(builtFor.get(i)));
        }
        Tensor x = sequences.get(0);
        for (Tensor other : sequences) {
            if (other.dim(0) != x.dim(0) || other.dim(1) != x.dim(1)) {
                throw new IllegalArgumentException(
                        describe() + ": all inputs must have the batch size and the time steps" + " of the first, ("
                                + x.dim(0) + ", " + x.dim(1) + "). Received: shape=" + other.shape() + ".");
            }
        }
        if (mask != null && !mask.shape().equals(Shape.of(x.dim(0), x.dim(1)))) {
            throw new IllegalArgumentException(describe() + ": mask must have shape (batch, timesteps) = (" + x.dim(0)
                    + ", " + x.dim(1) + "). Received: shape=" + mask.shape() + ".");
        }
    }

    private void checkSequence(Tensor x, @Nullable Shape builtFor) {
        if (x.shape().rank() < 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 (batch, timesteps, features). Received: shape=" + x.shape() + ".");
        }
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
    }

    // ---- states of a stateful layer ---------------------------------------------------------------------------------

    /**
     * The states before the first step of a layer that is not stateful: the cell's.
     *
     * @param batchSize the number of sequences
     */
    public final List<Tensor> getInitialState(int batchSize) {
        return cell.getInitialState(batchSize);
    }

    /** The states that a stateful layer keeps, or none before its first call. */
    public final List<Tensor> states() {
        return stored.states();
    }

    /** Forgets the states of a stateful layer: the next call starts from zeros. */
    public final void resetState() {
        stored.forget();
    }

    /**
     * Sets the states of a stateful layer.
     *
     * @param states one tensor per state, (batch, …)
     */
    public final void resetState(List<Tensor> states) {
        requireStateful();
        stored.set(states, describe());
    }

    /**
     * Forgets the states of one sequence of a stateful layer: it starts from the initial state, the others go on. Does
     * nothing before the first call, when all start from there.
     *
     * @param row the sequence's place in the batch
     */
    public final void resetState(int row) {
        requireStateful();
        stored.forget(row, describe());
    }

    private void requireStateful() {
        if (!options.stateful()) {
            throw new IllegalStateException(
                    describe() + ": only a stateful layer keeps states. Make it with stateful(true).");
        }
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

    @Override
    public final StreamNode streamNode(List<StreamEvents> inputs) {
        if (inputs.size() > cell.inputCount() || cell.constantCount() > 0) {
            throw new UnsupportedOperationException(describe() + ": a layer that is given "
                    + (cell.constantCount() > 0 ? "constants" : "initial states")
                    + " takes them once for a whole sequence, so it cannot stream.");
        }
        Stepper stepper = stepper();
        boolean masked = inputs.get(0).masked();
        List<StreamNode.Output> outputs = new ArrayList<>();
        for (Shape shape : cell.outputShapes()) {
            boolean first = outputs.isEmpty();
            int mask = masked && first && options.returnSequences() ? 0 : StreamNode.NO_MASK;
            outputs.add(new StreamNode.Output(size(shape), options.returnSequences(), mask));
        }
        int[] shown = {};
        if (options.returnState()) {
            shown = cell.stateShapes().stream().mapToInt(RNN::size).toArray();
            for (int size : shown) {
                outputs.add(new StreamNode.Output(size, false, StreamNode.NO_MASK));
            }
            if (IntStream.of(shown).sum() != stepper.stateSize()) {
                throw new UnsupportedOperationException(
                        describe() + ": a cell whose states do not begin with zeros cannot"
                                + " show them in a stream. Received: returnState=true.");
            }
        }
        boolean plain = !masked && shown.length == 0;
        Stepper own = plain
                ? stepper
                : new RecurrentStepper(stepper, masked, options.zeroOutputForMask(), outputInState(cell), shown);
        return new StreamNode(own, masked, outputs);
    }

    private static int size(Shape shape) {
        return Math.toIntExact(shape.size());
    }

    /** Where the output of a cell is in its state, or -1 where it is not a part of it. */
    private static int outputInState(RNNCell cell) {
        if (cell instanceof StackedRNNCells stack) {
            int last = stack.cells().size() - 1;
            int inLast = outputInState(stack.cells().get(last));
            int before = stack.cells().subList(0, last).stream()
                    .flatMap(below -> below.stateShapes().stream())
                    .mapToInt(RNN::size)
                    .sum();
            return inLast < 0 || !stack.runsAsSequences() ? -1 : before + inLast;
        }
        return cell instanceof GRUCell ? 0 : -1;
    }
}
