package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;

/**
 * One layer of a streaming model: the weights as they were when it was made, and how one event passes. State and scratch
 * memory belong to the caller, so one stepper serves any number of threads.
 *
 * <p>Immutable; safe to share between threads. {@link #step} allocates nothing.
 */
public interface Stepper {

    /** Numbers per event that come in. */
    int inputSize();

    /** Numbers per event that go out. */
    int outputSize();

    /** Numbers kept from one event to the next, per key; zero-filled at the start. */
    default int stateSize() {
        return 0;
    }

    /** Numbers of scratch memory, per key. */
    default int scratchSize() {
        return 0;
    }

    /**
     * Passes one event of each of {@code rows} keys.
     *
     * @param rows number of keys
     * @param x (rows, inputSize)
     * @param state the state of row r begins at {@code stateOffset + r * stateStride}; read and overwritten
     * @param stateOffset where the state of row 0 begins
     * @param stateStride distance between the states of two rows
     * @param y (rows, outputSize); overwritten
     * @param scratch at least {@code rows * scratchSize()} numbers; contents undefined before and after
     */
    void step(int rows, Tensor x, Tensor state, int stateOffset, int stateStride, Tensor y, Tensor scratch);
}
