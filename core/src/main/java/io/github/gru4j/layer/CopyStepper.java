package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * A step that passes the event on unchanged: an input, or a layer that acts in training only.
 *
 * @param size numbers per event
 */
record CopyStepper(int size) implements Stepper {
    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int outputSize() {
        return size;
    }

    @Override
    public String signature() {
        return Stepper.signature("copy", size);
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
        Tensor.copyRange(x, xOffset, y, yOffset, rows * size);
    }
}
