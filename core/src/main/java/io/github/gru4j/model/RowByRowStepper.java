package io.github.gru4j.model;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;

/**
 * A step of several inputs or outputs for a caller who has them row by row: all inputs of one key, then those of the next.
 * For one row that is the same.
 */
final class RowByRowStepper implements Stepper {

    private final Stepper parts;
    private final int[] inputs; // sizes
    private final int[] outputs;

    RowByRowStepper(Stepper parts, int[] inputs, int[] outputs) {
        this.parts = parts;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    @Override
    public int inputSize() {
        return parts.inputSize();
    }

    @Override
    public int outputSize() {
        return parts.outputSize();
    }

    @Override
    public int stateSize() {
        return parts.stateSize();
    }

    @Override
    public int scratchSize() {
        return parts.scratchSize() + parts.inputSize() + parts.outputSize();
    }

    @Override
    public String signature() {
        return parts.signature();
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
        if (rows == 1) {
            parts.step(1, x, xOffset, state, stateOffset, stateStride, y, yOffset, scratch, scratchOffset);
            return;
        }
        int in = scratchOffset + rows * parts.scratchSize();
        int out = in + rows * inputSize();
        int column = 0;
        for (int size : inputs) {
            Elementwise.copyRows(rows, size, x, xOffset + column, inputSize(), scratch, in + rows * column, size);
            column += size;
        }
        parts.step(rows, scratch, in, state, stateOffset, stateStride, scratch, out, scratch, scratchOffset);
        column = 0;
        for (int size : outputs) {
            Elementwise.copyRows(rows, size, scratch, out + rows * column, size, y, yOffset + column, outputSize());
            column += size;
        }
    }
}
