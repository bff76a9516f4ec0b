package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cells one after the other as one cell: the output of each is the input of the next
 * ({@code keras.layers.StackedRNNCells}).
 *
 * <pre>{@code
 * RNN rnn = RNN.of(List.of(GRUCell.of(8), GRUCell.of(4)));   // the same as RNN.of(StackedRNNCells.of(…))
 * }</pre>
 *
 * <p>The states are those of the first cell, then those of the next, and so on; the output is that of the last. Constants
 * go to every cell that declares some. Cells without a name of their own are named {@code gru_cell}, {@code gru_cell_1}, ….
 *
 * <p>Thread-safety: as for every {@link RNNCell}.
 *
 * <p>Differs from Keras: there is no {@code reverse_state_order}. In Keras 2 it reverses the sizes that the stack declares
 * but not the order in which states go in and come out, so it changes nothing where all sizes are equal and fails elsewhere.
 *
 * @see <a href="https://keras.io/api/layers/recurrent_layers/stacked_rnn_cell/">Keras: StackedRNNCells</a>; Keras 3
 *     {@code layers/rnn/stacked_rnn_cells.py}
 */
public final class StackedRNNCells extends RNNCell {

    private final List<RNNCell> cells;
    private final int constantCount;

    /** The arguments of {@link StackedRNNCells}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final List<RNNCell> cells;

        private Builder(List<? extends RNNCell> cells) {
            if (cells.isEmpty()) {
                throw new IllegalArgumentException(
                        "StackedRNNCells: cells must hold at least one cell. Received: none.");
            }
            this.cells = List.copyOf(cells);
            dtype(cells.get(0).dtype());
        }

        private Builder(StackedRNNCells stack) {
            this(stack.cells.stream()
                    .map(cell -> (RNNCell) cell.toBuilder().build())
                    .toList());
            common(stack);
        }

        /** The cell. */
        @Override
        public StackedRNNCells build() {
            return new StackedRNNCells(this);
        }
    }

    private StackedRNNCells(Builder builder) {
        super(builder);
        this.cells = builder.cells;
        Set<RNNCell> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int constants = 0;
        for (int i = 0; i < cells.size(); i++) {
            RNNCell cell = cells.get(i);
            if (!seen.add(cell)) {
                throw new IllegalArgumentException(
                        "StackedRNNCells: every cell may be added once. Received: " + cell + " twice.");
            }
            if (cell.dtype() != dtype()) {
                throw new IllegalArgumentException("StackedRNNCells: all cells must have dtype " + dtype()
                        + ". Received: " + cell + " with dtype=" + cell.dtype() + ".");
            }
            if (i > 0 && cell.inputCount() != cells.get(i - 1).outputShapes().size()) {
                throw new IllegalArgumentException("StackedRNNCells: a cell must take as many inputs as the cell before"
                        + " gives outputs, " + cells.get(i - 1).outputShapes().size() + ". Received: " + cell
                        + " with inputCount=" + cell.inputCount() + ".");
            }
            if (constants > 0 && cell.constantCount() > 0 && cell.constantCount() != constants) {
                throw new IllegalArgumentException("StackedRNNCells: cells with constants must take the same ones, "
                        + constants + ". Received: " + cell + " with constantCount=" + cell.constantCount() + ".");
            }
            constants = Math.max(constants, cell.constantCount());
        }
        this.constantCount = constants;
        Module.nameDefaults(cells);
    }

    /**
     * A stack of cells.
     *
     * @param cells at least one, in the order in which an input passes them
     */
    public static StackedRNNCells of(RNNCell... cells) {
        return builder(cells).build();
    }

    /** A stack of cells with further arguments; see {@link #of}. */
    public static Builder builder(RNNCell... cells) {
        return builder(List.of(cells));
    }

    /** A stack of cells with further arguments; see {@link #of}. */
    public static Builder builder(List<? extends RNNCell> cells) {
        return new Builder(cells);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** The cells, in the order in which an input passes them. */
    public List<RNNCell> cells() {
        return cells;
    }

    @Override
    protected List<Layer> sublayers() {
        return List.copyOf(cells);
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public int inputCount() {
        return cells.get(0).inputCount();
    }

    @Override
    public int constantCount() {
        return constantCount;
    }

    @Override
    public List<Shape> stateShapes() {
        return cells.stream().flatMap(cell -> cell.stateShapes().stream()).toList();
    }

    @Override
    public Shape outputShape() {
        return last().outputShape();
    }

    @Override
    public List<Shape> outputShapes() {
        return last().outputShapes();
    }

    private RNNCell last() {
        return cells.get(cells.size() - 1);
    }

    @Override
    public List<Tensor> getInitialState(int batchSize) {
        return cells.stream()
                .flatMap(cell -> cell.getInitialState(batchSize).stream())
                .toList();
    }

    /** Whether every cell is a GRU cell that adds nothing to the loss step by step; see {@link GRUStack}. */
    boolean runsAsSequences() {
        return cells.stream().allMatch(cell -> cell instanceof GRUCell && cell.activityRegularizer() == null)
                && activityRegularizer() == null;
    }

    // ---- one step ---------------------------------------------------------------------------------------------------

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        List<Shape> current = shapes;
        int batch = shapes.get(0).dim(0);
        for (RNNCell cell : cells) {
            cell.build(current, generator);
            current = cell.outputShapes().stream()
                    .map(shape -> withBatch(batch, shape))
                    .toList();
        }
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        int firstConstant = inputs.size() - constantCount;
        int stateCount = stateShapes().size();
        if (firstConstant != inputCount() + stateCount) {
            throw new IllegalArgumentException(
                    describe() + ": inputs must be " + inputCount() + " inputs, " + stateCount + " states and "
                            + constantCount + " constants. Received: " + inputs.size() + " tensors.");
        }
        List<Tensor> constants = inputs.subList(firstConstant, inputs.size());
        List<Tensor> current = inputs.subList(0, inputCount());
        List<Tensor> states = new ArrayList<>();
        List<Pass> passes = new ArrayList<>();
        int next = inputCount();
        for (RNNCell cell : cells) {
            int end = next + cell.stateShapes().size();
            List<Tensor> step = new ArrayList<>(current);
            step.addAll(inputs.subList(next, end));
            if (cell.constantCount() > 0) {
                step.addAll(constants);
            }
            Pass pass = cell.apply(step, call);
            CellOutput result = cell.output(pass);
            current = result.outputs();
            states.addAll(result.states());
            passes.add(pass);
            next = end;
        }
        List<Tensor> outputs = new ArrayList<>(current);
        outputs.addAll(states);
        return call.recording() ? Pass.of(outputs, new StackBackward(cells, passes, constantCount)) : Pass.of(outputs);
    }

    /** From the last cell to the first: each gives its predecessor the gradient of its input. */
    private record StackBackward(List<RNNCell> cells, List<Pass> passes, int constantCount) implements Pass.Backward {
        @Override
        public List<@Nullable Tensor> apply(List<@Nullable Tensor> dOutputs, Gradients gradients) {
            int last = cells.size() - 1;
            int stateEnd = dOutputs.size();
            List<@Nullable Tensor> dCurrent =
                    dOutputs.subList(0, cells.get(last).outputShapes().size());
            List<@Nullable Tensor> dStates = new ArrayList<>();
            List<@Nullable Tensor> dConstants =
                    new ArrayList<@Nullable Tensor>(Collections.<@Nullable Tensor>nCopies(constantCount, null));
            for (int i = last; i >= 0; i--) {
                RNNCell cell = cells.get(i);
                int states = cell.stateShapes().size();
                List<@Nullable Tensor> given = new ArrayList<@Nullable Tensor>(dCurrent);
                given.addAll(dOutputs.subList(stateEnd - states, stateEnd));
                stateEnd -= states;
                List<@Nullable Tensor> found = passes.get(i).backward(given, gradients);
                int firstState = cell.inputCount();
                dCurrent = found.subList(0, firstState);
                dStates.addAll(0, found.subList(firstState, firstState + states));
                for (int c = 0; c < cell.constantCount(); c++) {
                    dConstants.set(c, sum(dConstants.get(c), found.get(firstState + states + c)));
                }
            }
            List<@Nullable Tensor> result = new ArrayList<>(dCurrent);
            result.addAll(dStates);
            result.addAll(dConstants);
            return result;
        }
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public Stepper stepper() {
        return Stepper.chain(cells.stream().map(Layer::stepper).toList());
    }
}
