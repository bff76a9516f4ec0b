package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a {@link GRUSequence} without masks and dropout: a block of steps at a time, whose gradients are
 * still in a cache when the products with them begin. The same operations as {@link GRUMath#backward} give the same bits of
 * the gradients of state and input; those of weights are summed up block by block, the last steps first.
 */
final class GRUWayBack {

    /** Rows of a block: long sums for the gradients of the weights, and still a few hundred KiB for 128 units. */
    private static final int BLOCK_ROWS = 256;

    /** Rows whose gradients of the input come from one product: fewer would read the weights too often. */
    private static final int INPUT_ROWS = 16;

    /** The same where the weights do not stay in a cache. */
    private static final int MANY_INPUT_ROWS = 128;

    private final GRUSequence s;
    private final PackedGRU w;
    private final KernelSet kernels;
    private final DType dtype;
    private final int width;
    private final int stride; // from one row of gates to the next
    private final int steps; // in a block
    private final int together; // steps whose gradients of the input come from one product
    private final Tensor block;
    private final Tensor d; // (together * batch, 4 * width)
    private final Tensor dh;
    private final @Nullable Tensor dOutput;
    private final @Nullable Tensor dInput;
    private final Tensor dx; // (together * batch, features), padded, and a row of zeros
    private final int zeros; // where that begins

    /** Whether a set and a cell can go this way. */
    static boolean fits(PackedGRU w) {
        return w.fused && w.resetAfter && w.kernels.gateBlockSize(1, w.width) > 0;
    }

    /**
     * @param dh in: the gradient of the last state, (batch, width); after {@link #run} that of the first
     * @param dOutput the gradient of the outputs, or null
     * @param dInput takes the gradient of the input, or null
     */
    GRUWayBack(GRUSequence sequence, Tensor dh, @Nullable Tensor dOutput, @Nullable Tensor dInput) {
        this.s = sequence;
        this.w = s.w;
        this.kernels = w.kernels;
        this.dtype = s.dtype;
        this.width = w.width;
        this.stride = PackedGRU.PLANES * width;
        this.dh = dh;
        this.dOutput = dOutput;
        this.dInput = dInput;
        int batch = Math.max(1, s.batch);
        this.steps = Math.min(s.timesteps, Math.max(1, BLOCK_ROWS / batch));
        boolean cached = (long) w.features * PackedGRU.GATES * width <= GRUSequence.DIRECT_WEIGHTS;
        this.together = Math.min(steps, Math.max(1, (cached ? INPUT_ROWS : MANY_INPUT_ROWS) / batch));
        this.block = s.workspace.buffer(GRUSequence.D_BLOCK, dtype, kernels.gateBlockSize(steps * s.batch, width));
        this.d = s.workspace.buffer(GRUSequence.D_GATES, dtype, together * s.batch * stride);
        int padded = kernels.pad(w.features);
        this.zeros = together * s.batch * padded;
        this.dx = s.workspace.buffer(GRUSequence.D_INPUT, dtype, zeros + padded);
        Elementwise.clear(padded, dx, zeros);
    }

    void run(Gradients gradients) {
        Tensor dKernel = sums(gradients, s.cell.kernel(), GRUSequence.D_WEIGHTS);
        Tensor dRecurrent = sums(gradients, s.cell.recurrentKernel(), GRUSequence.D_RECURRENT);
        Parameter bias = s.cell.bias();
        Tensor dBias = s.workspace.buffer(GRUSequence.D_BIAS, dtype, stride);
        Elementwise.clear(stride, dBias, 0);
        boolean biasWanted = bias != null && gradients.wants(bias);

        for (int end = s.timesteps; end > 0; end -= steps) {
            int start = Math.max(0, end - steps);
            for (int position = end - 1; position >= start; position--) {
                step(position, position - start, end);
            }
            int rows = (end - start) * s.batch;
            if (dKernel != null) {
                outerInputs(start, rows, dKernel);
            }
            if (dRecurrent != null) {
                outerStates(start, rows, dRecurrent);
            }
            if (biasWanted) {
                kernels.addBlockSums(rows, block, steps * s.batch, width, dBias, 0);
            }
        }

        unpad(dKernel, gradients, s.cell.kernel());
        unpad(dRecurrent, gradients, s.cell.recurrentKernel());
        if (bias != null && biasWanted) {
            addBias(dBias, gradients.of(bias));
        }
    }

    // ---- a step -----------------------------------------------------------------------------------------------------

    private void step(int position, int slot, int end) {
        int batch = s.batch;
        Tensor next = dOutput != null && (s.options.returnSequences() || position == s.timesteps - 1) ? dOutput : null;
        int nextAt = next == null ? 0 : s.outputOffset(0, position);
        int nextStride = s.outputDistance();
        if (next != null && width != w.units) { // its rows have no padding
            for (int b = 0; b < batch; b++) {
                Elementwise.add(w.units, next, nextAt + b * nextStride, dh, b * width);
            }
            next = null;
        }
        int at = slot % together * batch * stride;
        kernels.gruBlockBackward(
                batch,
                width,
                s.work,
                position * batch * stride,
                stride,
                s.states,
                position * batch * width,
                width,
                next,
                nextAt,
                nextStride,
                dh,
                0,
                width,
                d,
                at,
                block,
                slot * batch,
                steps * batch);
        int rh = at + PackedGRU.GATES * width;
        GRUMath.productBackward(w, batch, 2, 3, d, rh, stride, dh, dh, null);
        GRUMath.productBackward(w, batch, 0, 2, d, at, stride, dh, dh, null);
        if (dInput != null && slot % together == 0) {
            inputGradient(position, Math.min(together, end - position), dInput);
        }
    }

    /** dx = g · Wᵀ for some steps, back in the order of the input. */
    private void inputGradient(int position, int count, Tensor target) {
        int padded = kernels.pad(w.features);
        boolean direct = together == 1 && padded == w.features;
        int distance = direct ? s.timesteps * padded : padded;
        int to = direct ? s.options.timeOf(position, s.timesteps) * padded : 0;
        kernels.matmul(
                count * s.batch,
                d,
                0,
                stride,
                PackedGRU.GATES * width,
                w.kernelTransposed(),
                0,
                0,
                padded,
                dx,
                zeros,
                0,
                direct ? target : dx,
                to,
                distance);
        if (!direct) {
            s.scatter(position, count, 0, dx, padded, target);
        }
    }

    // ---- the weights ------------------------------------------------------------------------------------------------

    private void outerInputs(int start, int rows, Tensor dKernel) {
        int features = w.features;
        int sign = s.options.goBackwards() ? -1 : 1;
        kernels.addBlockOuter(
                rows,
                s.input,
                s.options.timeOf(start, s.timesteps) * features,
                s.timesteps * features,
                s.batch,
                sign * features,
                features,
                block,
                steps * s.batch,
                width,
                false,
                dKernel,
                0,
                PackedGRU.GATES * width);
    }

    private void outerStates(int start, int rows, Tensor dRecurrent) {
        kernels.addBlockOuter(
                rows,
                s.states,
                start * s.batch * width,
                width,
                rows,
                0,
                w.units,
                block,
                steps * s.batch,
                width,
                true,
                dRecurrent,
                0,
                PackedGRU.GATES * width);
    }

    /** Where sums of (rows, 3 * width) are added up: in the gradient itself if that is as wide, else in a buffer of zeros. */
    private @Nullable Tensor sums(Gradients gradients, Parameter parameter, int buffer) {
        if (!gradients.wants(parameter)) {
            return null;
        }
        if (width == w.units) {
            return gradients.of(parameter);
        }
        int size = parameter.shape().dim(0) * PackedGRU.GATES * width;
        Tensor sums = s.workspace.buffer(buffer, dtype, size);
        Elementwise.clear(size, sums, 0);
        return sums;
    }

    private void unpad(@Nullable Tensor sums, Gradients gradients, Parameter parameter) {
        if (sums != null && width != w.units) {
            s.unpad(parameter.shape().dim(0), sums, gradients.of(parameter));
        }
    }

    /** Both rows of the bias have the gradients of z and r; the candidate's two sums have their own. */
    private void addBias(Tensor sums, Tensor gradient) {
        for (int row = 0; row < 2; row++) {
            for (int gate = 0; gate < PackedGRU.GATES; gate++) {
                int from = gate == 2 && row == 1 ? PackedGRU.GATES : gate;
                Elementwise.add(w.units, sums, from * width, gradient, (row * PackedGRU.GATES + gate) * w.units);
            }
        }
    }
}
