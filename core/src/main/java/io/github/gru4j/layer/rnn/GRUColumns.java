package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.PackedMatrix;
import io.github.gru4j.internal.kernel.Transpose;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@link GRURun} of a cell of few units: the sequences of the batch lie side by side in the lanes of a vector, which
 * four units, say, would leave empty for the most part.
 */
/*
 * Everything is transposed: a column for each sequence. The weights come from the left, so that every sum is the chain of
 * operations that it is in GRUSequence, and the gates of all units are a single row.
 *
 *   lines   (features + units + 1, columns)   x | h | ones: what a step starts from, and in the way back the left operand
 *                                             of the gradients of kernel, recurrent kernel and bias
 *   g       (4 * units, columns)              rh | z | r | h: as in GRUMath, but that the three which h·U begins or
 *                                             continues lie together
 *
 * The batch is cut into blocks of as many columns as the kernel set multiplies where they lie. A recorded pass keeps lines
 * and g of all steps, block after block; otherwise there are two of the one and one of the other.
 */
final class GRUColumns implements GRURun {

    // The buffers of a workspace; what begins with D is for the way back.
    private static final int LINES = 0;
    private static final int WORK = 1;
    private static final int D_STATE = 2;
    private static final int D_CARRIED = 3;
    private static final int D_KEPT = 4;
    private static final int D_INPUT = 5;
    private static final int D_WEIGHTS = 6;
    private static final int D_GATES = 7;

    private final GRUCell cell;
    private final PackedGRU w;
    private final ColumnWeights columnWeights;
    private final KernelSet kernels;
    private final RNNOptions options;
    private final Tensor input; // (batch, timesteps, features)
    private final @Nullable Tensor initialState; // (batch, units), or zeros
    private final TimeMask mask;
    private final boolean recording;

    private final int batch;
    private final int timesteps;
    private final int features;
    private final int units;
    private final int gates; // 3 * units
    private final int planes; // 4 * units
    private final int columns; // of a block
    private final int blocks;
    private final DType dtype;

    private final Workspace workspace;
    private final int height; // rows of lines
    private final Tensor lines; // of timesteps + 1 steps for each block, or of two
    private final PackedMatrix lineMatrix;
    private final Tensor
            work; // (4 * units, columns): what the sums start from; then g of each block and step, or of one
    private final boolean[] started; // of each sequence: whether a step has been used; only with a mask
    private final OutputPlace place; // of the outputs: (batch, units) or (batch, timesteps, units)
    private final Tensor state; // (batch, units): after the last step

    /** A pass that has not begun, see {@link GRURun#of}. */
    GRUColumns(
            GRUCell cell,
            RNNOptions options,
            Tensor input,
            @Nullable Tensor initialState,
            Call call,
            @Nullable OutputPlace place) {
        this.cell = cell;
        this.w = cell.packed();
        this.columnWeights = w.columnWeights();
        this.kernels = w.kernels;
        this.options = options;
        this.input = input;
        this.initialState = initialState;
        this.batch = input.dim(0);
        this.timesteps = input.dim(1);
        this.features = w.features;
        this.units = w.units;
        this.gates = PackedGRU.GATES * units;
        this.planes = PackedGRU.PLANES * units;
        this.columns = columns(kernels, batch);
        this.blocks = (batch + columns - 1) / columns;
        this.dtype = input.dtype();
        this.recording = call.recording();
        this.mask = new TimeMask(call.mask(), options, timesteps);
        this.started = new boolean[mask.isAbsent() ? 0 : batch];
        this.height = features + units + 1;
        this.place = place != null ? place : OutputPlace.of(dtype, options, batch, timesteps, units);
        this.state = Tensor.zeros(dtype, Shape.of(batch, units));

        int lineRows = (recording ? blocks * (timesteps + 1) : 2) * height;
        int workSize = (1 + (recording ? blocks * timesteps : 1)) * planes * columns;
        this.workspace =
                recording ? cell.recordings().take() : cell.workspaces().take();
        this.lines = workspace.buffer(LINES, dtype, lineRows * columns);
        this.work = workspace.buffer(WORK, dtype, workSize);
        this.lineMatrix = kernels.panel(lines, lineRows, columns);
        float[] sums = work.floats();
        for (int row = 0; row < planes; row++) {
            Arrays.fill(
                    sums,
                    row * columns,
                    (row + 1) * columns,
                    columnWeights.bias().floats()[row]);
        }
    }

    /** Whether a pass may have this layout, and is faster in it. */
    static boolean fits(GRUCell cell, RNNOptions options, Tensor input, Call call) {
        int batch = input.dim(0);
        if (batch < 2) {
            return false;
        }
        PackedGRU w = cell.packed();
        if (!w.fused || !w.resetAfter || !pays(w, batch)) {
            return false;
        }
        // An unrolled layer may zero outputs of steps that it does not skip, which only the other layout knows.
        boolean zeroesWhatItSkips = call.mask() == null || !(options.unroll() && options.zeroOutputForMask());
        DropoutMasks dropout = cell.dropoutMasks(batch, call);
        long rows = Math.max(w.features + w.units + 1, PackedGRU.PLANES * w.units);
        return zeroesWhatItSkips
                && dropout.inputs().isEmpty()
                && dropout.recurrent().isEmpty()
                && (batch + (long) w.kernels.panelColumns()) * (input.dim(1) + 1) * rows < Integer.MAX_VALUE;
    }

    /*
     * Hundredths of what one vector of units in one row costs with few features, 40 ns on the machine that this was fitted
     * on (AVX-512, 1 to 32 units, 4 to 256 rows, 8 to 256 features): right within 15 % of the point where both are equal.
     */
    private static boolean pays(PackedGRU w, int batch) {
        KernelSet kernels = w.kernels;
        if (kernels.panelColumns() == 0) {
            return false;
        }
        int columns = columns(kernels, batch);
        long vectors = ((long) batch + columns - 1) / columns * (columns / kernels.lanes());
        long byColumns = vectors * (w.units * (70L + w.features + w.units) + 20L * w.features);
        long byRows = (long) batch * (w.width / kernels.lanes()) * (100L + w.features);
        return byColumns < byRows;
    }

    /** The width of a block: as many vectors as a product takes where they lie if that leaves none empty, else one less. */
    private static int columns(KernelSet kernels, int batch) {
        int most = kernels.panelColumns() / kernels.lanes();
        int vectors = kernels.pad(batch) / kernels.lanes();
        return (vectors % most == 0 ? most : Math.min(vectors, most - 1)) * kernels.lanes();
    }

    // ---- forward ----------------------------------------------------------------------------------------------------

    @Override
    public void forward() {
        for (int block = 0; block < blocks; block++) {
            forward(block);
        }
        if (!recording) {
            workspace.giveBack();
        }
    }

    private void forward(int block) {
        int first = block * columns;
        int count = Math.min(columns, batch - first);
        if (count < columns) { // nothing odd may be left in the columns of no sequence: it could be slow
            int steps = recording ? timesteps + 1 : 2;
            Elementwise.clear(steps * height * columns, lines, lineRow(block, 0) * columns);
        }
        int h = stateAt(block, 0);
        if (initialState == null) {
            Elementwise.clear(units * columns, lines, h);
        } else {
            Transpose.toColumns(count, units, initialState, first * units, units, lines, h, columns);
        }
        for (int position = 0; position < timesteps; position++) {
            step(block, first, count, position);
        }
        Transpose.toRows(count, units, lines, stateAt(block, timesteps), columns, state, first * units, units);
    }

    private void step(int block, int first, int count, int position) {
        int line = lineRow(block, position);
        int x = line * columns;
        int h = stateAt(block, position);
        int next = stateAt(block, position + 1);
        int g = gRow(block, position) * columns;
        int plane = units * columns;
        int sums = g + plane; // of z | r | h
        int from = inputOffset(first, position);
        Transpose.toColumns(count, features, input, from, timesteps * features, lines, x, columns);
        product(gates, columnWeights.kernel(), features, line, plane, sums);
        Tensor.copyRange(work, 0, work, g, plane);
        product(gates, columnWeights.recurrent(), units, line + features, g, g);
        kernels.gruGates(1, plane, work, sums, 0, work, g, 0, lines, h, 0, lines, next, 0);
        for (int b = 0; b < started.length && b < count; b++) {
            if (mask.skips(first + b, position)) {
                Elementwise.copyRows(units, 1, lines, h + b, columns, lines, next + b, columns);
            }
        }
        emit(first, count, position, next);
    }

    /** Rows of sums in {@code work}, from the rows of lines that begin at {@code line}. */
    private void product(int rows, Tensor left, int inner, int line, int init, int sums) {
        kernels.matmul(
                rows, left, 0, inner, inner, lineMatrix, line, 0, columns, work, init, columns, work, sums, columns);
    }

    /** Writes the output of a step: the states, or for a sequence that skips it, the output before, which may be zeros. */
    private void emit(int first, int count, int position, int next) {
        boolean visible = options.returnSequences() || position == timesteps - 1;
        if (visible) {
            int to = outputOffset(first, position);
            Transpose.toRows(count, units, lines, next, columns, place.target(), to, outputDistance());
        }
        for (int b = first; b < started.length && b < first + count; b++) {
            boolean skipped = mask.skips(b, position);
            started[b] |= !skipped;
            if (visible && skipped && (options.zeroOutputForMask() || !started[b])) {
                Elementwise.clear(units, place.target(), outputOffset(b, position));
            }
        }
    }

    @Override
    public Tensor output() {
        return place.target();
    }

    @Override
    public Tensor state() {
        return state;
    }

    // ---- backward ---------------------------------------------------------------------------------------------------

    @Override
    public List<@Nullable Tensor> backward(
            @Nullable Tensor dOutput, @Nullable Tensor dState, Gradients gradients, boolean inputWanted) {
        Tensor dInput = inputWanted ? Tensor.zeros(dtype, input.shape()) : null;
        Tensor dInitial = Tensor.zeros(dtype, Shape.of(batch, units));
        BackMemory memory = new BackMemory();
        for (int block = 0; block < blocks; block++) {
            int first = block * columns;
            int count = Math.min(columns, batch - first);
            Elementwise.clear(units * columns, memory.dh, 0);
            if (!mask.isAbsent()) {
                Elementwise.clear(units * columns, memory.carried, 0);
            }
            if (dState != null) {
                Transpose.toColumns(count, units, dState, first * units, units, memory.dh, 0, columns);
            }
            for (int position = timesteps - 1; position >= 0; position--) {
                collect(first, count, position, dOutput, memory);
                stepBackward(block, first, count, position, memory);
                if (dInput != null) {
                    inputGradient(block, first, count, position, memory, dInput);
                }
            }
            Transpose.toRows(count, units, memory.dh, 0, columns, dInitial, first * units, units);
        }
        if (gradients.wantsAnyOf(cell)) {
            weightGradients(gradients);
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        result.add(dInput);
        result.add(dInitial);
        cell.recordings().giveBack(workspace);
        return result;
    }

    /** What the way back through a block works with. */
    private final class BackMemory {
        final Tensor dh = buffer(D_STATE, units);
        final Tensor carried = buffer(D_CARRIED, mask.isAbsent() ? 0 : units); // to the output before
        final Tensor kept = buffer(D_KEPT, mask.isAbsent() ? 0 : units); // dh of columns that skip
        final Tensor dx = buffer(D_INPUT, features + 1); // the last row is zeros: what every sum starts from
        final PackedMatrix g = kernels.panel(work, work.size() / columns, columns);

        BackMemory() {
            Elementwise.clear(columns, dx, features * columns);
        }

        private Tensor buffer(int index, int rows) {
            return workspace.buffer(index, dtype, rows * columns);
        }
    }

    /** Adds the gradient of a step's output to that of its state, or carries it to the output that the step repeated. */
    private void collect(int first, int count, int position, @Nullable Tensor dOutput, BackMemory memory) {
        if (dOutput != null && (options.returnSequences() || position == timesteps - 1)) {
            Tensor target = mask.isAbsent() ? memory.dh : memory.carried;
            int from = outputOffset(first, position);
            Transpose.addToColumns(count, units, dOutput, from, outputDistance(), target, 0, columns);
        }
        for (int b = 0; b < started.length && b < count; b++) {
            boolean skipped = mask.skips(first + b, position);
            if (!skipped) {
                Elementwise.addRows(units, 1, memory.carried, b, columns, memory.dh, b, columns);
            }
            if (!skipped || options.zeroOutputForMask()) { // zeros depend on nothing
                clearColumn(units, memory.carried, b);
            }
        }
    }

    private void stepBackward(int block, int first, int count, int position, BackMemory memory) {
        int row = gRow(block, position);
        int rh = row * columns;
        int g = rh + units * columns;
        if (!mask.isAbsent()) {
            Tensor.copyRange(memory.dh, 0, memory.kept, 0, units * columns);
        }
        int h = stateAt(block, position);
        kernels.gruGatesBackward(1, units * columns, work, g, 0, work, rh, 0, lines, h, 0, memory.dh, 0, 0);
        productBackward(2 * units, units, row, memory);
        productBackward(0, 2 * units, row + units, memory);
        for (int b = 0; b < started.length && b < count; b++) {
            if (mask.skips(first + b, position)) {
                Elementwise.copyRows(units, 1, memory.kept, b, columns, memory.dh, b, columns);
                clearColumn(planes, work, rh + b);
                // a skipped input may be anything: NaN times a zero gradient would be NaN
                clearColumn(features, lines, lineRow(block, position) * columns + b);
            }
        }
    }

    /** {@code dhᵀ += U · dᵀ} for gates whose gradients d begin in a row of g, and their columns of U at {@code from}. */
    private void productBackward(int from, int inner, int row, BackMemory memory) {
        Tensor u = columnWeights.recurrentRows();
        Tensor dh = memory.dh;
        kernels.matmul(units, u, from, gates, inner, memory.g, row, 0, columns, dh, 0, columns, dh, 0, columns);
    }

    /** {@code dxᵀ = W · gᵀ}, back in the order of the input. */
    private void inputGradient(int block, int first, int count, int position, BackMemory memory, Tensor dInput) {
        Tensor weights = columnWeights.kernelRows();
        int row = gRow(block, position) + units;
        Tensor dx = memory.dx;
        kernels.matmul(
                features,
                weights,
                0,
                gates,
                gates,
                memory.g,
                row,
                0,
                columns,
                dx,
                features * columns,
                0,
                dx,
                0,
                columns);
        int to = inputOffset(first, position);
        Transpose.toRows(count, features, dx, 0, columns, dInput, to, timesteps * features);
    }

    /** Sums over all steps and sequences in the order of GRUSequence, with g back in rows: lines · g, step by step. */
    private void weightGradients(Gradients gradients) {
        int width = kernels.pad(planes);
        Tensor found = workspace.buffer(D_WEIGHTS, dtype, height * width); // those of kernel, recurrent kernel and bias
        Elementwise.clear(height * width, found, 0);
        int most = Math.min(width, kernels.panelColumns());
        Tensor g = workspace.buffer(D_GATES, dtype, columns * most);
        Elementwise.clear(columns * most, g, 0);
        float[] values = lines.floats();
        for (int from = 0; from < planes; from += most) {
            int some = Math.min(most, planes - from);
            int padded = kernels.pad(some);
            PackedMatrix panel = kernels.panel(g, columns, padded);
            for (int position = 0; position < timesteps; position++) {
                for (int block = 0; block < blocks; block++) {
                    int count = Math.min(columns, batch - block * columns);
                    int line = lineRow(block, position) * columns;
                    int ones = line + (height - 1) * columns;
                    Arrays.fill(values, ones, ones + columns, 1);
                    Transpose.toRows(
                            count, some, work, (gRow(block, position) + from) * columns, columns, g, 0, padded);
                    kernels.matmul(
                            height, lines, line, columns, count, panel, 0, 0, padded, found, from, width, found, from,
                            width);
                }
            }
        }
        if (gradients.wants(cell.kernel())) {
            addGates(features, found, 0, false, gradients.of(cell.kernel()), 0);
        }
        if (gradients.wants(cell.recurrentKernel())) {
            addGates(units, found, features * width, true, gradients.of(cell.recurrentKernel()), 0);
        }
        Parameter bias = cell.bias();
        if (bias != null && gradients.wants(bias)) {
            Tensor target = gradients.of(bias);
            addGates(1, found, (height - 1) * width, false, target, 0);
            addGates(1, found, (height - 1) * width, true, target, gates);
        }
    }

    /** Adds rows rh | z | r | h to rows z | r | h, the last of them that of the candidate or of its recurrent part. */
    private void addGates(int rows, Tensor found, int from, boolean recurrent, Tensor target, int to) {
        int width = kernels.pad(planes);
        int last = recurrent ? from : from + gates;
        Elementwise.addRows(rows, 2 * units, found, from + units, width, target, to, gates);
        Elementwise.addRows(rows, units, found, last, width, target, to + 2 * units, gates);
    }

    private void clearColumn(int rows, Tensor tensor, int at) {
        for (int row = 0; row < rows; row++) {
            Elementwise.clear(1, tensor, at + row * columns);
        }
    }

    // ---- where things are -------------------------------------------------------------------------------------------

    /** The first of the lines that a step starts from. */
    private int lineRow(int block, int position) {
        return (recording ? block * (timesteps + 1) + position : position % 2) * height;
    }

    private int stateAt(int block, int position) {
        return (lineRow(block, position) + features) * columns;
    }

    /** The row of {@link #work} where g of a step begins. */
    private int gRow(int block, int position) {
        return (1 + (recording ? block * timesteps + position : 0)) * planes;
    }

    private int inputOffset(int b, int position) {
        return (b * timesteps + options.timeOf(position, timesteps)) * features;
    }

    private int outputOffset(int b, int position) {
        return options.returnSequences() ? place.at(b, position, timesteps) : place.at(b, 0, 1);
    }

    private int outputDistance() {
        return place.stride() * (options.returnSequences() ? timesteps : 1);
    }
}
