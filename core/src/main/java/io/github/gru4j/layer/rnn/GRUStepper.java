package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;

/**
 * A GRU cell in a stream: the same products and gates in the same order as {@link GRUSequence}, so that stepping gives
 * bit for bit what a whole sequence gives. The state of a key is its h.
 *
 * @param signature what the cell is
 * @param weights as they were when this was made
 */
record GRUStepper(String signature, PackedGRU weights) implements Stepper {

    @Override
    public int inputSize() {
        return weights.features;
    }

    @Override
    public int outputSize() {
        return weights.units;
    }

    @Override
    public int stateSize() {
        return weights.units;
    }

    @Override
    public int scratchSize() {
        return PackedGRU.PLANES * weights.width + (isPadded() ? weights.width : 0);
    }

    /** Whether the kernels want rows of h longer than those that are kept: then a step works on a copy. */
    private boolean isPadded() {
        return weights.width != weights.units;
    }

    @Override
    public void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset) {
        PackedGRU w = weights;
        if (isPadded()) {
            int h = scratchOffset + rows * PackedGRU.PLANES * w.width;
            Elementwise.copyRows(rows, w.units, state, stateOffset, stateStride, scratch, h, w.width);
            step(rows, x, xOffset, scratch, h, w.width, scratch, scratchOffset);
            Elementwise.copyRows(rows, w.units, scratch, h, w.width, state, stateOffset, stateStride);
        } else {
            step(rows, x, xOffset, state, stateOffset, stateStride, scratch, scratchOffset);
        }
        Elementwise.copyRows(rows, w.units, state, stateOffset, stateStride, y, yOffset, w.units);
    }

    private void step(int rows, Tensor x, int xOffset, Tensor h, int hOffset, int hStride, Tensor scratch, int g) {
        PackedGRU w = weights;
        int none = GRUMath.NO_PRE;
        if (rows == 1) {
            if (w.resetAfter) {
                w.kernels.gruSums(
                        x, xOffset, w.kernel, w.inputBias, h, hOffset, w.recurrent, w.candidateBias, scratch, g);
            } else {
                w.kernels.gruFirstSums(x, xOffset, w.kernel, w.inputBias, h, hOffset, w.recurrent, scratch, g);
            }
            GRUMath.gates(w, 1, scratch, g, none, h, hOffset, hStride, h, hOffset, hStride, null);
            return;
        }
        int columns = PackedGRU.GATES * w.width;
        int stride = PackedGRU.PLANES * w.width;
        if (w.resetAfter) {
            w.kernels.gruRowSums(
                    rows,
                    x,
                    xOffset,
                    w.features,
                    w.kernel,
                    w.inputBias,
                    h,
                    hOffset,
                    hStride,
                    w.recurrent,
                    w.candidateBias,
                    scratch,
                    g,
                    stride);
            GRUMath.gates(w, rows, scratch, g, none, h, hOffset, hStride, h, hOffset, hStride, null);
            return;
        }
        w.kernels.matmul(
                rows,
                x,
                xOffset,
                w.features,
                w.features,
                w.kernel,
                0,
                0,
                columns,
                w.inputBias,
                0,
                0,
                scratch,
                g,
                stride);
        GRUMath.forward(w, rows, scratch, g, none, h, hOffset, hStride, h, hOffset, hStride, null);
    }
}
