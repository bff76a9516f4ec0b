package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;

/**
 * A GRU cell in a stream: the same products and gates in the same order as {@link GRUSequence}, so that stepping gives
 * bit for bit what a whole sequence gives. The state of a key is its padded h.
 */
record GRUStepper(PackedGRU weights) implements Stepper {

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
        return weights.width;
    }

    @Override
    public int scratchSize() {
        return PackedGRU.PLANES * weights.width;
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
        int stride = PackedGRU.PLANES * w.width;
        w.kernels.matmul(
                rows,
                x,
                xOffset,
                w.features,
                w.features,
                w.kernel,
                0,
                0,
                PackedGRU.GATES * w.width,
                w.inputBias,
                0,
                0,
                scratch,
                scratchOffset,
                stride);
        GRUMath.forward(
                w,
                rows,
                scratch,
                scratchOffset,
                GRUMath.NO_PRE,
                state,
                stateOffset,
                stateStride,
                state,
                stateOffset,
                stateStride,
                null);
        Elementwise.copyRows(rows, w.units, state, stateOffset, stateStride, y, yOffset, w.units);
    }
}
