package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * The step of a layer that makes a mask of the values of an event: (rows, size) numbers come out, and then (rows) numbers of
 * the mask.
 *
 * @param signature what the function is
 * @param inputSize numbers per event that come in
 * @param size numbers per event that come out before the mask
 * @param row the function
 */
record MaskingStepper(String signature, int inputSize, int size, Row row) implements Stepper {

    /** A function of one row; allocates nothing. */
    @FunctionalInterface
    interface Row {
        /** Reads {@code inputSize} numbers and writes {@code size} others; says whether the event counts. */
        boolean apply(Tensor x, int xOffset, Tensor y, int yOffset);
    }

    @Override
    public int outputSize() {
        return size + 1;
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
            boolean counts = row.apply(x, xOffset + r * inputSize, y, yOffset + r * size);
            y.setAt(yOffset + rows * size + r, counts ? 1 : 0);
        }
    }
}
