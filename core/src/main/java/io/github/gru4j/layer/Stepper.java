package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * One layer of a streaming model: the weights as they were when it was made, and how one event passes. State and scratch
 * memory belong to the caller, so one stepper serves any number of threads.
 *
 * <p>Immutable; safe to share between threads. {@link #step} allocates nothing.
 */
public interface Stepper {

    /**
     * Steppers one after the other, each taking the event that the one before gives; the state of a key is theirs in order.
     *
     * @param steppers at least one
     */
    static Stepper chain(List<Stepper> steppers) {
        return steppers.size() == 1 ? steppers.get(0) : new StepperChain(steppers);
    }

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
     * Passes one event of each of {@code rows} keys. The operands may be parts of one tensor that do not overlap.
     *
     * @param rows number of keys
     * @param x (rows, inputSize), from {@code xOffset}
     * @param state the state of row r begins at {@code stateOffset + r * stateStride}; read and overwritten
     * @param y (rows, outputSize), from {@code yOffset}; overwritten
     * @param scratch {@code rows * scratchSize()} numbers from {@code scratchOffset}; contents undefined before and after
     */
    void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset);
}
