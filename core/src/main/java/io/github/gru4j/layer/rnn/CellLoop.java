package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any cell over a whole sequence, one call per time step: one object per pass of an {@link RNN}, holding everything that
 * the pass changes. What {@link GRUSequence} does for a GRU cell alone, faster.
 */
final class CellLoop {

    private final RNNCell cell;
    private final RNNOptions options;
    private final List<Tensor> inputs; // each (batch, timesteps, …)
    private final List<Tensor> constants;
    private final TimeMask mask;
    private final Call stepCall;
    private final boolean recording;
    private final int batch;
    private final int timesteps;
    private final List<Tensor> outputs = new ArrayList<>();
    private final List<Tensor> lastOutputs = new ArrayList<>(); // each (batch, …): of the step before, for masks
    private final List<Pass> passes = new ArrayList<>();
    private List<Tensor> states;

    CellLoop(
            RNNCell cell,
            RNNOptions options,
            List<Tensor> inputs,
            List<Tensor> initialStates,
            List<Tensor> constants,
            Call call) {
        this.cell = cell;
        this.options = options;
        this.inputs = inputs;
        this.states = initialStates;
        this.constants = constants;
        this.batch = inputs.get(0).dim(0);
        this.timesteps = inputs.get(0).dim(1);
        this.mask = new TimeMask(call.mask(), options, timesteps);
        this.stepCall = call.withMask(null);
        this.recording = call.recording();
        for (Shape shape : cell.outputShapes()) {
            Shape step = RNNCell.withBatch(batch, shape);
            lastOutputs.add(Tensor.zeros(cell.dtype(), step));
            outputs.add(Tensor.zeros(
                    cell.dtype(),
                    options.returnSequences() ? RNNCell.withBatch(batch, RNNCell.withBatch(timesteps, shape)) : step));
        }
    }

    // ---- forward ----------------------------------------------------------------------------------------------------

    void forward() {
        for (int position = 0; position < timesteps; position++) {
            List<Tensor> step = new ArrayList<>();
            int time = options.timeOf(position, timesteps);
            for (Tensor input : inputs) {
                step.add(used(position, at(time, input)));
            }
            step.addAll(states);
            step.addAll(constants);
            Pass pass = cell.apply(step, stepCall);
            checkOutputs(pass.outputs());
            if (recording) {
                passes.add(pass);
            }
            states = merge(
                    position,
                    pass.outputs().subList(outputs.size(), pass.outputs().size()));
            for (int i = 0; i < outputs.size(); i++) {
                emit(position, pass.outputs().get(i), lastOutputs.get(i), outputs.get(i));
            }
        }
    }

    /** A cell is a user's code: what it returns is checked where it can still be named. */
    private void checkOutputs(List<Tensor> received) {
        List<Shape> expected = new ArrayList<>();
        cell.outputShapes().forEach(shape -> expected.add(RNNCell.withBatch(batch, shape)));
        cell.stateShapes().forEach(shape -> expected.add(RNNCell.withBatch(batch, shape)));
        List<Shape> shapes = received.stream().map(Tensor::shape).toList();
        if (!shapes.equals(expected)) {
            throw new IllegalStateException(cell + ": forward must return the output and the new states, of shapes "
                    + expected + ". Received: shapes=" + shapes + ".");
        }
    }

    /** All outputs, each for the last step or for all steps. */
    List<Tensor> outputs() {
        return outputs;
    }

    /** The states after the last step. */
    List<Tensor> states() {
        return states;
    }

    /** (batch, …): one time step of an input. */
    private Tensor at(int time, Tensor input) {
        Tensor step = Tensor.zeros(input.dtype(), RNNCell.withoutTime(input.shape()));
        int size = rowSize(step);
        Elementwise.copyRows(batch, size, input, time * size, timesteps * size, step, 0, size);
        return step;
    }

    /** A step's input without what it skips, which may be anything: NaN times a zero gradient would be NaN. */
    private Tensor used(int position, Tensor step) {
        int size = rowSize(step);
        for (int row = 0; row < batch; row++) {
            if (mask.skips(row, position)) {
                Elementwise.clear(size, step, row * size);
            }
        }
        return step;
    }

    /** The new states, with the old ones for the rows that the step skips. */
    private List<Tensor> merge(int position, List<Tensor> next) {
        if (mask.isAbsent()) {
            return next;
        }
        List<Tensor> merged = new ArrayList<>(next.size());
        for (int i = 0; i < next.size(); i++) {
            Tensor state = next.get(i).copy();
            int size = rowSize(state);
            for (int row = 0; row < batch; row++) {
                if (mask.skips(row, position)) {
                    Tensor.copyRange(states.get(i), row * size, state, row * size, size);
                }
            }
            merged.add(state);
        }
        return merged;
    }

    private void emit(int position, Tensor stepOutput, Tensor lastOutput, Tensor output) {
        int size = rowSize(lastOutput);
        for (int row = 0; row < batch; row++) {
            int last = row * size;
            if (!mask.skips(row, position)) {
                Tensor.copyRange(stepOutput, last, lastOutput, last, size);
            }
            if (options.returnSequences() || position == timesteps - 1) {
                int target = outputRow(row, position) * size;
                if (mask.zeroed(row, position)) {
                    Elementwise.clear(size, output, target);
                } else {
                    Tensor.copyRange(lastOutput, last, output, target, size);
                }
            }
        }
    }

    // ---- backward ---------------------------------------------------------------------------------------------------

    /**
     * Walks back through all steps.
     *
     * @param dOutputs the gradient of each output, or null, and then of each state after the last step, or null
     * @return the gradients of the inputs, of the initial states and of the constants
     */
    List<@Nullable Tensor> backward(List<@Nullable Tensor> dOutputs, Gradients gradients) {
        List<Tensor> dNext = new ArrayList<>(); // gradients of the states after the current step
        for (int i = 0; i < states.size(); i++) {
            Tensor given = dOutputs.get(outputs.size() + i);
            dNext.add(given == null ? Tensor.zeros(cell.dtype(), states.get(i).shape()) : given.copy());
        }
        List<Tensor> carried = zerosLike(lastOutputs);
        List<Tensor> dInputs = zerosLike(inputs);
        List<Tensor> dConstants = zerosLike(constants);

        for (int position = timesteps - 1; position >= 0; position--) {
            List<@Nullable Tensor> given = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                given.add(collect(position, dOutputs.get(i), carried.get(i)));
            }
            List<Tensor> skipped = split(position, dNext);
            given.addAll(dNext);
            List<@Nullable Tensor> found = passes.get(position).backward(given, gradients);
            if (found.size() < inputs.size() + states.size() + constants.size()) {
                throw new IllegalStateException(cell + ": the backward pass must return a gradient, or null, for the"
                        + " input and each state. Received: " + found.size() + " gradients.");
            }
            int time = options.timeOf(position, timesteps);
            for (int i = 0; i < inputs.size(); i++) {
                scatter(found.get(i), time, dInputs.get(i));
            }
            for (int i = 0; i < states.size(); i++) {
                dNext.set(i, add(found.get(inputs.size() + i), skipped.get(i)));
            }
            for (int i = 0; i < constants.size(); i++) {
                add(found.get(inputs.size() + states.size() + i), dConstants.get(i));
            }
        }
        List<@Nullable Tensor> result = new ArrayList<>(dInputs);
        result.addAll(dNext);
        result.addAll(dConstants);
        return result;
    }

    private static List<Tensor> zerosLike(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> Tensor.zeros(tensor.dtype(), tensor.shape()))
                .toList();
    }

    /** Adds a part to a sum and returns the sum. */
    private static Tensor add(@Nullable Tensor part, Tensor sum) {
        if (part != null) {
            Elementwise.add(sum.size(), part, 0, sum, 0);
        }
        return sum;
    }

    /** The gradient of a step's own output; what belongs to a repeated output stays in {@code carried}. */
    private Tensor collect(int position, @Nullable Tensor dOutput, Tensor carried) {
        boolean visible = options.returnSequences() || position == timesteps - 1;
        Tensor dStep = Tensor.zeros(cell.dtype(), carried.shape());
        int size = rowSize(carried);
        for (int row = 0; row < batch; row++) {
            int at = row * size;
            if (dOutput != null && visible && !mask.zeroed(row, position)) {
                Elementwise.add(size, dOutput, outputRow(row, position) * size, carried, at);
            }
            if (!mask.skips(row, position)) {
                Tensor.copyRange(carried, at, dStep, at, size);
                Elementwise.clear(size, carried, at);
            }
        }
        return dStep;
    }

    /** Moves the gradients of skipped rows, which pass the step unchanged, out of the gradients of the new states. */
    private List<Tensor> split(int position, List<Tensor> dNext) {
        List<Tensor> skipped = new ArrayList<>();
        for (Tensor gradient : dNext) {
            Tensor kept = Tensor.zeros(gradient.dtype(), gradient.shape());
            int size = rowSize(gradient);
            for (int row = 0; row < batch; row++) {
                if (mask.skips(row, position)) {
                    Tensor.copyRange(gradient, row * size, kept, row * size, size);
                    Elementwise.clear(size, gradient, row * size);
                }
            }
            skipped.add(kept);
        }
        return skipped;
    }

    private void scatter(@Nullable Tensor dStep, int time, Tensor dInput) {
        if (dStep != null) {
            int size = rowSize(dStep);
            Elementwise.copyRows(batch, size, dStep, 0, size, dInput, time * size, timesteps * size);
        }
    }

    // ---- where things are -------------------------------------------------------------------------------------------

    /** Numbers per row of a tensor whose first axis is the batch. */
    private int rowSize(Tensor tensor) {
        return batch == 0 ? 0 : tensor.size() / batch;
    }

    private int outputRow(int row, int position) {
        return options.returnSequences() ? row * timesteps + position : row;
    }
}
