package io.github.gru4j.streaming;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * What a {@link StreamingModel} remembers of one stream between two events; a few hundred bytes. Made by
 * {@link StreamingModel#newState}.
 *
 * <p>One thread at a time may step a state; different states are independent.
 */
public final class StreamingState {

    private final Tensor values; // (stateSize)

    StreamingState(int size) {
        this.values = Tensor.zeros(DType.FLOAT32, Shape.of(size));
    }

    private StreamingState(Tensor values) {
        this.values = values;
    }

    Tensor values() {
        return values;
    }

    /** Starts anew, as if no event had come. */
    public void reset() {
        values.fill(0);
    }

    /** An independent state that continues from here. */
    public StreamingState copy() {
        return new StreamingState(values.copy());
    }
}
