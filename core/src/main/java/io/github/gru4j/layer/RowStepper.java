package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The step of a layer that needs one event alone and no scratch memory: a function of a row.
 *
 * @param signature what the function is
 * @param inputSize numbers per event that come in
 * @param outputSize numbers per event that go out
 * @param row the function
 */
record RowStepper(String signature, int inputSize, int outputSize, Row row) implements Stepper {

    /** A function of one row; allocates nothing. */
    @FunctionalInterface
    interface Row {
        /** Reads {@code inputSize} numbers and writes {@code outputSize} others. */
        void apply(Tensor x, int xOffset, Tensor y, int yOffset);
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
        for (int r = 0; r < rows; r++) {
            row.apply(x, xOffset + r * inputSize, y, yOffset + r * outputSize);
        }
    }
}
