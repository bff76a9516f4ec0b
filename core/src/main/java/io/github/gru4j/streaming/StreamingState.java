package io.github.gru4j.streaming;

import io.github.gru4j.tensor.Tensor;

/**
 * What a {@link StreamingModel} remembers of one stream between two events: {@link StreamingModel#stateBytes} and 64
 * bytes of Java objects around them. Made by {@link StreamingModel#newState}.
 *
 * <p>One thread at a time may step a state; different states are independent. Many keys of one model are stepped faster,
 * and take less memory, in a {@link StateTable}.
 */
public final class StreamingState {

    private final Tensor values; // (stateSize); all states of a model share the shape

    StreamingState(Tensor values) {
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
