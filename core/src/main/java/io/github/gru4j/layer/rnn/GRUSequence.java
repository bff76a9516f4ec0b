package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@link GRURun} of any cell: a row for each sequence of the batch. The inputs of many steps are projected in one
 * product; {@link GRUMath} does the steps.
 */
/*
 * Rows are ordered by time, then batch, in processing order: step s of row b is row s * batch + b. Inputs are projected for
 * a chunk of about CHUNK_ROWS rows at a time, small enough to stay in cache between projection and step and large enough
 * for the product to be efficient. A recorded pass keeps all steps (slots = timesteps); otherwise each chunk takes the memory
 * of the one before. What a recorded pass keeps: 4 widths of g, one of the states and the features for each row.
 */
final class GRUSequence implements GRURun {

    private static final int CHUNK_ROWS = 128;

    /** Rows of one step from which, and weights up to which, its inputs are multiplied where they lie. */
    private static final int DIRECT_ROWS = 8;

    static final int DIRECT_WEIGHTS = 1 << 17; // 512 KiB: they stay in a cache from step to step

    // The buffers of a workspace; what begins with D is for the way back.
    private static final int WORK = 0;
    private static final int STATES = 1;
    private static final int INPUTS = 2; // one for each gate
    private static final int D_STATE = INPUTS + PackedGRU.GATES;
    private static final int D_CARRIED = D_STATE + 1;
    private static final int D_KEPT = D_CARRIED + 1;
    private static final int D_SCRATCH = D_KEPT + 1;
    static final int D_INPUT = D_SCRATCH + 1;
    static final int D_WEIGHTS = D_INPUT + 1;
    static final int D_RECURRENT = D_WEIGHTS + 1;
    static final int D_BIAS = D_RECURRENT + 1;
    static final int D_BLOCK = D_BIAS + 1;
    static final int D_GATES = D_BLOCK + 1;

    final GRUCell cell;
    final PackedGRU w;
    private final KernelSet kernels;
    final RNNOptions options;
    final Tensor input; // (batch, timesteps, features)
    private final TimeMask mask;
    private final DropoutMasks dropoutMasks;
    private final @Nullable RecurrentDropout recurrentDropout;
    private final boolean recording;

    final int batch;
    final int timesteps;
    private final int features;
    private final int units;
    private final int width;
    private final int chunk; // steps projected at a time
    private final int slots; // steps held at a time
    final DType dtype;

    private final boolean blockwise; // whether the way back is a GRUWayBack
    private final boolean keepsInputs; // in xs, for the way back
    private final boolean direct; // whether the input is multiplied where it lies
    final Workspace workspace;
    private final Tensor[] xs; // 1 or 3 × (slots * batch, features): the inputs in processing order, masked by dropout
    final Tensor work; // g (slots * batch, 4 * width), then pre, see GRUMath
    private final int preStart;
    final Tensor states; // (timesteps + 1, batch, width) when recording, else (2, batch, width)
    private final OutputPlace place; // of the outputs: (batch, units) or (batch, timesteps, units)
    private final Tensor lastOutput; // (batch, units): the output of the step before; only with a mask
    private final Tensor state; // (batch, units): after the last step

    /** A pass that has not begun, see {@link GRURun#of}. */
    GRUSequence(
            GRUCell cell,
            RNNOptions options,
            Tensor input,
            @Nullable Tensor initialState,
            Call call,
            @Nullable OutputPlace place) {
        this.cell = cell;
        this.w = cell.packed();
        this.kernels = w.kernels;
        this.options = options;
        this.input = input;
        this.batch = input.dim(0);
        this.timesteps = input.dim(1);
        this.features = w.features;
        this.units = w.units;
        this.width = w.width;
        this.dtype = input.dtype();
        this.recording = call.recording();
        this.mask = new TimeMask(call.mask(), options, timesteps);
        this.dropoutMasks = cell.dropoutMasks(batch, call);
        List<Tensor> recurrentMasks = dropoutMasks.recurrent();
        this.recurrentDropout =
                recurrentMasks.isEmpty() ? null : new RecurrentDropout(recurrentMasks, batch, units, width);
        this.chunk = Math.min(timesteps, Math.max(1, CHUNK_ROWS / Math.max(1, batch)));
        this.slots = recording ? timesteps : chunk;

        int rows = rows(cell, slots, batch, width);
        boolean keepSums = recording
                && !w.fused
                && (w.activation.derivativeNeedsInput() || w.recurrentActivation.derivativeNeedsInput());
        int gSize = rows * PackedGRU.PLANES * width;
        this.preStart = keepSums ? gSize : GRUMath.NO_PRE;
        boolean masksInputs = !dropoutMasks.inputs().isEmpty();
        this.blockwise = recording && !masksInputs && mask.isAbsent() && recurrentDropout == null && GRUWayBack.fits(w);
        this.keepsInputs = recording && !blockwise;
        this.direct = !keepsInputs
                && !masksInputs
                && (batch == 1
                        || (batch >= DIRECT_ROWS && (long) features * PackedGRU.GATES * width <= DIRECT_WEIGHTS));
        this.xs = new Tensor[Math.max(1, dropoutMasks.inputs().size())];
        int xSize = direct ? 0 : (keepsInputs ? rows : chunk * batch) * features;
        this.place = place != null ? place : OutputPlace.of(dtype, options, batch, timesteps, units);
        this.state = Tensor.zeros(dtype, Shape.of(batch, units));
        this.lastOutput = mask.isAbsent() ? state : Tensor.zeros(dtype, Shape.of(batch, units)); // never both
        int sums = keepSums ? rows * PackedGRU.GATES * width : 0;
        this.workspace =
                recording ? cell.recordings().take() : cell.workspaces().take();
        this.work = workspace.buffer(WORK, dtype, gSize + sums);
        this.states = workspace.buffer(STATES, dtype, (recording ? timesteps + 1 : 2) * batch * width);
        for (int i = 0; i < xs.length; i++) {
            xs[i] = workspace.buffer(INPUTS + i, dtype, xSize);
        }
        if (recording && width != units) { // the way back multiplies padding, too, and what was here may be NaN
            Elementwise.clear(batch * width, states, 0);
            Elementwise.clear(w.resetAfter ? 0 : gSize, work, 0);
        }
        if (initialState == null) {
            Elementwise.clear(batch * width, states, 0);
        } else {
            Elementwise.copyRows(batch, units, initialState, 0, units, states, 0, width);
        }
    }

    /** All offsets are ints: a pass whose largest buffer needs more is refused before anything overflows. */
    static int rows(GRUCell cell, int slots, int batch, int width) {
        long rows = (long) slots * batch;
        // g takes 4 widths a row, the sums kept for some activations 3 more
        if (rows > Integer.MAX_VALUE / (7L * width)) {
            throw new IllegalArgumentException("GRUCell '" + cell.name() + "': 7 * batch * timesteps * units must be"
                    + " below 2^31, the size of one array. Received: batch=" + batch + ", timesteps=" + slots
                    + ", units=" + cell.units() + ". Use a smaller batch.");
        }
        return (int) rows;
    }

    // ---- forward ----------------------------------------------------------------------------------------------------

    @Override
    public void forward() {
        try {
            runSteps();
        } finally { // an activation of the user's may fail
            if (!recording) {
                workspace.giveBack();
            }
        }
    }

    private void runSteps() {
        for (int start = 0; start < timesteps; start += chunk) {
            int count = Math.min(chunk, timesteps - start);
            int firstSlot = recording ? start : 0;
            if (direct) {
                projectDirectly(start, count, firstSlot);
            } else {
                int inputSlot = keepsInputs ? start : 0;
                gather(start, count, inputSlot);
                project(inputSlot * batch, firstSlot * batch, count * batch);
            }
            for (int i = 0; i < count; i++) {
                step(start + i, firstSlot + i);
            }
        }
        Elementwise.copyRows(batch, units, states, stateOffset(timesteps), width, state, 0, units);
    }

    @Override
    public Tensor output() {
        return place.target();
    }

    @Override
    public Tensor state() {
        return state;
    }

    /** Copies the inputs of {@code count} steps into processing order and applies their dropout masks. */
    private void gather(int start, int count, int firstSlot) {
        for (int slot = 0; slot < count; slot++) {
            int time = options.timeOf(start + slot, timesteps);
            for (int b = 0; b < batch; b++) {
                int from = (b * timesteps + time) * features;
                int to = ((firstSlot + slot) * batch + b) * features;
                if (dropoutMasks.inputs().isEmpty()) {
                    Tensor.copyRange(input, from, xs[0], to, features);
                } else {
                    for (int i = 0; i < xs.length; i++) {
                        Elementwise.multiply(
                                features, input, from, dropoutMasks.inputs().get(i), b * features, xs[i], to);
                    }
                }
            }
        }
    }

    /** g = x · W + b. */
    private void project(int firstInput, int first, int rows) {
        int stride = PackedGRU.PLANES * width;
        int x = firstInput * features;
        int g = first * stride;
        if (xs.length == 1) {
            int columns = PackedGRU.GATES * width;
            kernels.matmul(
                    rows, xs[0], x, features, features, w.kernel, 0, 0, columns, w.inputBias, 0, 0, work, g, stride);
            return;
        }
        for (int gate = 0; gate < PackedGRU.GATES; gate++) {
            int column = gate * width;
            kernels.matmul(
                    rows,
                    xs[gate],
                    x,
                    features,
                    features,
                    w.kernel,
                    0,
                    column,
                    column + width,
                    w.inputBias,
                    column,
                    0,
                    work,
                    g + column,
                    stride);
        }
    }

    /** g = x · W + b, from the input as it lies: its rows are one sequence after the other. */
    private void projectDirectly(int start, int count, int firstSlot) {
        int stride = PackedGRU.PLANES * width;
        int columns = PackedGRU.GATES * width;
        boolean one = batch == 1; // then its steps are the rows
        int rows = one ? count : batch;
        int xStride = one ? (options.goBackwards() ? -features : features) : timesteps * features;
        for (int slot = 0; slot < (one ? 1 : count); slot++) {
            int x = options.timeOf(start + slot, timesteps) * features;
            int g = (firstSlot + slot) * batch * stride;
            kernels.matmul(
                    rows, input, x, xStride, features, w.kernel, 0, 0, columns, w.inputBias, 0, 0, work, g, stride);
        }
    }

    private void step(int position, int slot) {
        int previous = stateOffset(position);
        int next = stateOffset(position + 1);
        GRUMath.forward(
                w,
                batch,
                work,
                slot * batch * PackedGRU.PLANES * width,
                preOffset(slot),
                states,
                previous,
                width,
                states,
                next,
                width,
                recurrentDropout);
        if (mask.isAbsent()) {
            if (options.returnSequences() || position == timesteps - 1) {
                Elementwise.copyRows(
                        batch, units, states, next, width, place.target(), outputOffset(0, position), outputDistance());
            }
            return;
        }
        for (int b = 0; b < batch; b++) {
            boolean skipped = mask.skips(b, position);
            if (skipped) {
                Tensor.copyRange(states, previous + b * width, states, next + b * width, width);
            }
            emit(b, position, skipped, next + b * width);
        }
    }

    private void emit(int b, int position, boolean skipped, int state) {
        int last = b * units;
        if (!skipped) {
            Tensor.copyRange(states, state, lastOutput, last, units);
        }
        int target = outputOffset(b, position);
        if (options.returnSequences() || position == timesteps - 1) {
            if (mask.zeroed(b, position)) {
                Elementwise.clear(units, place.target(), target);
            } else {
                Tensor.copyRange(lastOutput, last, place.target(), target, units);
            }
        }
    }

    // ---- backward ---------------------------------------------------------------------------------------------------

    @Override
    public List<@Nullable Tensor> backward(
            @Nullable Tensor dOutput, @Nullable Tensor dState, Gradients gradients, boolean inputWanted) {
        Tensor dh = workspace.buffer(D_STATE, dtype, batch * width);
        Elementwise.clear(batch * width, dh, 0);
        if (dState != null) {
            Elementwise.copyRows(batch, units, dState, 0, units, dh, 0, width);
        }
        Tensor dInput;
        if (blockwise) {
            dInput = inputWanted ? Tensor.zeros(dtype, input.shape()) : null;
            new GRUWayBack(this, dh, dOutput, dInput).run(gradients);
        } else {
            walkBack(dOutput, dh);
            weightGradients(gradients);
            dInput = inputWanted ? inputGradient() : null;
        }
        Tensor dInitial = Tensor.zeros(dtype, Shape.of(batch, units));
        Elementwise.copyRows(batch, units, dh, 0, width, dInitial, 0, units);
        List<@Nullable Tensor> result = new ArrayList<>();
        result.add(dInput);
        result.add(dInitial);
        cell.recordings().giveBack(workspace);
        return result;
    }

    private void walkBack(@Nullable Tensor dOutput, Tensor dh) {
        // What flows to the output of the step before, and dh of the rows that a step skips.
        Tensor carried = workspace.buffer(D_CARRIED, dtype, mask.isAbsent() ? 0 : batch * units);
        Tensor kept = workspace.buffer(D_KEPT, dtype, mask.isAbsent() ? 0 : batch * width);
        if (!mask.isAbsent()) {
            Elementwise.clear(batch * units, carried, 0);
        }
        Tensor scratch = workspace.buffer(D_SCRATCH, dtype, (batch + 3) * width);
        for (int position = timesteps - 1; position >= 0; position--) {
            collect(position, dOutput, dh, carried);
            stepBackward(position, dh, scratch, kept);
        }
    }

    /** Adds the gradient of a step's output to that of its state, or carries it to the output that the step repeated. */
    private void collect(int position, @Nullable Tensor dOutput, Tensor dh, Tensor carried) {
        boolean visible = dOutput != null && (options.returnSequences() || position == timesteps - 1);
        if (!visible && mask.isAbsent()) {
            return;
        }
        if (mask.isAbsent()) {
            for (int b = 0; b < batch; b++) {
                Elementwise.add(units, Objects.requireNonNull(dOutput), outputOffset(b, position), dh, b * width);
            }
            return;
        }
        for (int b = 0; b < batch; b++) {
            int at = b * units;
            if (visible && dOutput != null && !mask.zeroed(b, position)) {
                Elementwise.add(units, dOutput, outputOffset(b, position), carried, at);
            }
            if (!mask.skips(b, position)) {
                Elementwise.add(units, carried, at, dh, b * width);
                Elementwise.clear(units, carried, at);
            }
        }
    }

    private void stepBackward(int position, Tensor dh, Tensor scratch, Tensor kept) {
        int stride = PackedGRU.PLANES * width;
        int g = position * batch * stride;
        if (!mask.isAbsent()) {
            Tensor.copyRange(dh, 0, kept, 0, batch * width);
        }
        GRUMath.backward(
                w, batch, work, g, preOffset(position), states, stateOffset(position), dh, scratch, recurrentDropout);
        for (int b = 0; b < batch; b++) {
            if (mask.skips(b, position)) {
                Tensor.copyRange(kept, b * width, dh, b * width, width);
                Elementwise.clear(stride, work, g + b * stride);
                for (Tensor x : xs) { // a skipped input may be anything: NaN times a zero gradient would be NaN
                    Elementwise.clear(features, x, (position * batch + b) * features);
                }
            }
        }
    }

    /** Sums over all rows at once: g holds the gradients of the three sums and that of h·Uh (reset after). */
    private void weightGradients(Gradients gradients) {
        if (gradients.wants(cell.kernel())) {
            Tensor dKernel = sums(gradients, cell.kernel());
            kernelGradient(dKernel);
            add(dKernel, gradients.of(cell.kernel()));
        }
        if (gradients.wants(cell.recurrentKernel())) {
            Tensor dRecurrent = sums(gradients, cell.recurrentKernel());
            recurrentGradient(dRecurrent);
            add(dRecurrent, gradients.of(cell.recurrentKernel()));
        }
        Parameter bias = cell.bias();
        if (bias != null && gradients.wants(bias)) {
            biasGradient(gradients.of(bias));
        }
    }

    /** Where sums of (rows, 3 * width) are added up: in the gradient itself if that is as wide, else in a buffer of zeros. */
    private Tensor sums(Gradients gradients, Parameter parameter) {
        if (width == units) {
            return gradients.of(parameter);
        }
        int size = parameter.shape().dim(0) * PackedGRU.GATES * width;
        Tensor sums = workspace.buffer(D_WEIGHTS, dtype, size);
        Elementwise.clear(size, sums, 0);
        return sums;
    }

    /** Adds the {@link #sums} to the gradient of which they are, without the padding. */
    private void add(Tensor sums, Tensor gradient) {
        if (sums != gradient) {
            unpad(gradient.dim(0), sums, gradient);
        }
    }

    private void kernelGradient(Tensor dKernel) {
        int rows = timesteps * batch;
        int stride = PackedGRU.PLANES * width;
        int columns = PackedGRU.GATES * width;
        if (xs.length == 1) {
            kernels.addGateOuter(
                    rows, xs[0], 0, features, features, work, 0, stride, width, 2 * width, dKernel, 0, columns);
            return;
        }
        for (int gate = 0; gate < PackedGRU.GATES; gate++) {
            int at = gate * width;
            kernels.addOuter(rows, xs[gate], 0, features, features, work, at, stride, width, dKernel, at, columns);
        }
    }

    private void recurrentGradient(Tensor dRecurrent) {
        int rows = timesteps * batch;
        int stride = PackedGRU.PLANES * width;
        int columns = PackedGRU.GATES * width;
        int rh = columns; // where the gradient of the recurrent part of the candidate is in a row
        if (w.resetAfter && recurrentDropout == null) {
            kernels.addGateOuter(rows, states, 0, width, units, work, 0, stride, width, rh, dRecurrent, 0, columns);
            return;
        }
        for (int gate = 0; gate < 2; gate++) {
            Tensor source = recurrentDropout == null ? states : maskedStates(gate);
            int at = gate * width;
            kernels.addOuter(rows, source, 0, width, units, work, at, stride, width, dRecurrent, at, columns);
        }
        int at = 2 * width;
        if (w.resetAfter) {
            kernels.addOuter(rows, maskedStates(2), 0, width, units, work, rh, stride, width, dRecurrent, at, columns);
        } else {
            kernels.addOuter(rows, work, rh, stride, units, work, at, stride, width, dRecurrent, at, columns);
        }
    }

    private void biasGradient(Tensor gradient) {
        int rows = timesteps * batch;
        int stride = PackedGRU.PLANES * width;
        int columns = PackedGRU.GATES * width;
        int rh = columns;
        Tensor dBias = workspace.buffer(D_WEIGHTS, dtype, 2 * columns);
        Elementwise.clear(2 * columns, dBias, 0);
        kernels.addColumnSums(rows, columns, work, 0, stride, dBias, 0);
        if (w.resetAfter) {
            Tensor.copyRange(dBias, 0, dBias, columns, 2 * width);
            kernels.addColumnSums(rows, width, work, rh, stride, dBias, columns + 2 * width);
        }
        unpad(w.resetAfter ? 2 : 1, dBias, gradient);
    }

    /** The states before every step, (timesteps * batch, width), under the dropout mask of a gate. */
    private Tensor maskedStates(int gate) {
        RecurrentDropout dropout = Objects.requireNonNull(recurrentDropout);
        Tensor masked = Tensor.zeros(dtype, Shape.of(timesteps * batch, width));
        for (int position = 0; position < timesteps; position++) {
            int at = position * batch * width;
            Tensor.copyRange(dropout.masked(gate, states, at, width), 0, masked, at, batch * width);
        }
        return masked;
    }

    /** Adds rows of three padded gates to rows of three gates. */
    void unpad(int rows, Tensor padded, Tensor target) {
        for (int row = 0; row < rows; row++) {
            for (int gate = 0; gate < PackedGRU.GATES; gate++) {
                Elementwise.add(
                        units,
                        padded,
                        (row * PackedGRU.GATES + gate) * width,
                        target,
                        (row * PackedGRU.GATES + gate) * units);
            }
        }
    }

    /** dx = g · Wᵀ, a chunk of steps at a time, back in the order of the input. */
    private Tensor inputGradient() {
        int padded = kernels.pad(features);
        int zeros = chunk * batch * padded; // where a row of zeros is in dx, for every sum to start from
        Tensor dx = workspace.buffer(D_INPUT, dtype, zeros + padded);
        Elementwise.clear(padded, dx, zeros);
        Tensor dInput = Tensor.zeros(dtype, input.shape());
        int gatesAtOnce = xs.length == 1 ? PackedGRU.GATES : 1;
        for (int start = 0; start < timesteps; start += chunk) {
            int count = Math.min(chunk, timesteps - start);
            for (int gate = 0; gate < PackedGRU.GATES; gate += gatesAtOnce) {
                int columns = gatesAtOnce * width;
                int g = start * batch * PackedGRU.PLANES * width + gate * width;
                kernels.matmul(
                        count * batch,
                        work,
                        g,
                        PackedGRU.PLANES * width,
                        columns,
                        w.kernelTransposed(),
                        gate * width,
                        0,
                        padded,
                        dx,
                        zeros,
                        0,
                        dx,
                        0,
                        padded);
                scatter(start, count, gate, dx, padded, dInput);
            }
        }
        return dInput;
    }

    /** Adds rows of some steps to those of the input, under their dropout mask. */
    void scatter(int start, int count, int gate, Tensor dx, int padded, Tensor dInput) {
        for (int i = 0; i < count; i++) {
            int time = options.timeOf(start + i, timesteps);
            for (int b = 0; b < batch; b++) {
                int from = (i * batch + b) * padded;
                int to = (b * timesteps + time) * features;
                if (dropoutMasks.inputs().isEmpty()) {
                    Tensor.copyRange(dx, from, dInput, to, features);
                } else {
                    Tensor dropout = dropoutMasks.inputs().get(xs.length == 1 ? 0 : gate);
                    Elementwise.addProduct(features, dx, from, dropout, b * features, dInput, to);
                }
            }
        }
    }

    // ---- where things are -------------------------------------------------------------------------------------------

    private int stateOffset(int position) {
        return (recording ? position : position % 2) * batch * width;
    }

    private int preOffset(int slot) {
        return preStart == GRUMath.NO_PRE ? GRUMath.NO_PRE : preStart + slot * batch * PackedGRU.GATES * width;
    }

    int outputOffset(int b, int position) {
        return options.returnSequences() ? place.at(b, position, timesteps) : place.at(b, 0, 1);
    }

    /** From the output of a row of the batch to that of the next. */
    int outputDistance() {
        return place.stride() * (options.returnSequences() ? timesteps : 1);
    }
}
