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
 * Any cell over a whole sequence, one {@link Pass} a step: one object per pass of an {@link RNN}, holding everything that
 * the pass changes. What {@link GRUSequence} does for a GRU cell alone, faster.
 */
final class CellLoop {

    private final RNNCell cell;
    private final RNNOptions options;
    private final Tensor input; // (batch, timesteps, …)
    private final List<Tensor> constants;
    private final TimeMask mask;
    private final Call stepCall;
    private final boolean recording;
    private final int batch;
    private final int timesteps;
    private final int outputSize; // numbers per row
    private final Tensor output;
    private final Tensor lastOutput; // (batch, …): the output of the step before, for masks
    private final List<Pass> passes = new ArrayList<>();
    private List<Tensor> states;

    CellLoop(
            RNNCell cell,
            RNNOptions options,
            Tensor input,
            List<Tensor> initialStates,
            List<Tensor> constants,
            Call call) {
        this.cell = cell;
        this.options = options;
        this.input = input;
        this.states = initialStates;
        this.constants = constants;
        this.batch = input.dim(0);
        this.timesteps = input.dim(1);
        this.mask = new TimeMask(call.mask(), options, timesteps);
        this.stepCall = call.withMask(null);
        this.recording = call.recording();
        this.outputSize = (int) cell.outputShape().size();
        this.lastOutput = Tensor.zeros(cell.dtype(), RNNCell.withBatch(batch, cell.outputShape()));
        this.output = options.returnSequences()
                ? Tensor.zeros(cell.dtype(), RNNCell.withBatch(batch, RNNCell.withBatch(timesteps, cell.outputShape())))
                : lastOutput.copy();
    }

    // ---- forward ----------------------------------------------------------------------------------------------------

    void forward() {
        for (int position = 0; position < timesteps; position++) {
            List<Tensor> inputs = RNNCell.join(inputAt(options.timeOf(position, timesteps)), states);
            inputs.addAll(constants);
            Pass pass = cell.apply(inputs, stepCall);
            checkOutputs(pass.outputs());
            if (recording) {
                passes.add(pass);
            }
            states = merge(position, pass.outputs().subList(1, pass.outputs().size()));
            for (int row = 0; row < batch; row++) {
                emit(row, position, pass.output());
            }
        }
    }

    /** A cell is a user's code: what it returns is checked where it can still be named. */
    private void checkOutputs(List<Tensor> outputs) {
        List<Shape> expected = new ArrayList<>();
        expected.add(RNNCell.withBatch(batch, cell.outputShape()));
        cell.stateShapes().forEach(shape -> expected.add(RNNCell.withBatch(batch, shape)));
        List<Shape> received = outputs.stream().map(Tensor::shape).toList();
        if (!received.equals(expected)) {
            throw new IllegalStateException(cell + ": forward must return the output and the new states, of shapes "
                    + expected + ". Received: shapes=" + received + ".");
        }
    }

    Tensor output() {
        return output;
    }

    List<Tensor> states() {
        return states;
    }

    /** (batch, …): the input of one time step. */
    private Tensor inputAt(int time) {
        Shape shape = input.shape();
        int[] dimensions = new int[shape.rank() - 1];
        dimensions[0] = batch;
        for (int axis = 2; axis < shape.rank(); axis++) {
            dimensions[axis - 1] = shape.dim(axis);
        }
        Tensor step = Tensor.zeros(input.dtype(), Shape.of(dimensions));
        int size = batch == 0 ? 0 : step.size() / batch;
        Elementwise.copyRows(batch, size, input, time * size, timesteps * size, step, 0, size);
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
            int size = batch == 0 ? 0 : state.size() / batch;
            for (int row = 0; row < batch; row++) {
                if (mask.skips(row, position)) {
                    Tensor.copyRange(states.get(i), row * size, state, row * size, size);
                }
            }
            merged.add(state);
        }
        return merged;
    }

    private void emit(int row, int position, Tensor stepOutput) {
        int last = row * outputSize;
        if (!mask.skips(row, position)) {
            Tensor.copyRange(stepOutput, last, lastOutput, last, outputSize);
        } else if (!mask.repeats()) {
            Elementwise.clear(outputSize, lastOutput, last);
        }
        if (options.returnSequences() || position == timesteps - 1) {
            int target = outputOffset(row, position);
            if (mask.zeroed(row, position)) {
                Elementwise.clear(outputSize, output, target);
            } else {
                Tensor.copyRange(lastOutput, last, output, target, outputSize);
            }
        }
    }

    // ---- backward ---------------------------------------------------------------------------------------------------

    /**
     * Walks back through all steps.
     *
     * @param dOutput the gradient of {@link #output}, or null
     * @param dStates the gradient of each state after the last step, or null
     * @return the gradients of the input, of the initial states and of the constants
     */
    List<@Nullable Tensor> backward(@Nullable Tensor dOutput, List<@Nullable Tensor> dStates, Gradients gradients) {
        int stateCount = states.size();
        List<Tensor> dNext = new ArrayList<>(); // gradients of the states after the current step
        for (int i = 0; i < stateCount; i++) {
            Tensor given = dStates.get(i);
            dNext.add(given == null ? Tensor.zeros(cell.dtype(), states.get(i).shape()) : given.copy());
        }
        Tensor carried = Tensor.zeros(cell.dtype(), lastOutput.shape());
        Tensor dInput = Tensor.zeros(input.dtype(), input.shape());
        List<@Nullable Tensor> dConstants = new ArrayList<>();
        constants.forEach(constant -> dConstants.add(Tensor.zeros(constant.dtype(), constant.shape())));

        for (int position = timesteps - 1; position >= 0; position--) {
            Tensor dStep = collect(position, dOutput, carried);
            List<Tensor> skipped = split(position, dNext);
            List<@Nullable Tensor> given = new ArrayList<>();
            given.add(dStep);
            given.addAll(dNext);
            List<@Nullable Tensor> found = passes.get(position).backward(given, gradients);
            if (found.size() < 1 + stateCount + constants.size()) {
                throw new IllegalStateException(cell + ": the backward pass must return a gradient, or null, for the"
                        + " input and each state. Received: " + found.size() + " gradients.");
            }
            scatter(found.get(0), options.timeOf(position, timesteps), dInput);
            for (int i = 0; i < stateCount; i++) {
                Tensor dState = found.get(1 + i);
                Tensor sum = skipped.get(i);
                if (dState != null) {
                    Elementwise.add(sum.size(), dState, 0, sum, 0);
                }
                dNext.set(i, sum);
            }
            for (int i = 0; i < constants.size(); i++) {
                Tensor part = found.get(1 + stateCount + i);
                Tensor sum = dConstants.get(i);
                if (part != null && sum != null) {
                    Elementwise.add(sum.size(), part, 0, sum, 0);
                }
            }
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        result.add(dInput);
        result.addAll(dNext);
        result.addAll(dConstants);
        return result;
    }

    /** The gradient of the step's own output; what belongs to a repeated output stays in {@code carried}. */
    private Tensor collect(int position, @Nullable Tensor dOutput, Tensor carried) {
        boolean visible = dOutput != null && (options.returnSequences() || position == timesteps - 1);
        Tensor dStep = Tensor.zeros(cell.dtype(), lastOutput.shape());
        for (int row = 0; row < batch; row++) {
            int at = row * outputSize;
            if (visible && dOutput != null && !mask.zeroed(row, position)) {
                Elementwise.add(outputSize, dOutput, outputOffset(row, position), carried, at);
            }
            if (!mask.skips(row, position)) {
                Tensor.copyRange(carried, at, dStep, at, outputSize);
                Elementwise.clear(outputSize, carried, at);
            } else if (!mask.repeats()) {
                Elementwise.clear(outputSize, carried, at);
            }
        }
        return dStep;
    }

    /** Moves the gradients of skipped rows, which pass the step unchanged, out of the gradients of the new states. */
    private List<Tensor> split(int position, List<Tensor> dNext) {
        List<Tensor> skipped = new ArrayList<>();
        for (Tensor gradient : dNext) {
            Tensor kept = Tensor.zeros(gradient.dtype(), gradient.shape());
            int size = batch == 0 ? 0 : gradient.size() / batch;
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
        if (dStep != null && batch > 0) {
            int size = dStep.size() / batch;
            Elementwise.copyRows(batch, size, dStep, 0, size, dInput, time * size, timesteps * size);
        }
    }

    private int outputOffset(int row, int position) {
        return (options.returnSequences() ? row * timesteps + position : row) * outputSize;
    }
}
