package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;

/** What a window over time does at the ends of a sequence; Keras's names in capitals. */
public enum Padding {
    /** Windows lie inside the sequence: the output is shorter. */
    VALID,
    /** As many windows as steps (or one per stride): the sequence is lengthened on both sides, the right first. */
    SAME,
    /** As {@link #SAME}, but lengthened on the left alone: a step sees itself and earlier ones. For convolutions. */
    CAUSAL;

    /** How many windows there are; {@code UNKNOWN} for an unknown number of steps. */
    int windows(int steps, int reach, int stride) {
        if (steps == Shape.UNKNOWN) {
            return steps;
        }
        int room = this == VALID ? steps - (reach - 1) : steps;
        return room <= 0 ? 0 : (room - 1) / stride + 1;
    }

    /**
     * Where the first window begins; negative where the sequence is lengthened.
     *
     * @param reach steps from the first to the last of a window, both included
     */
    int start(int steps, int reach, int stride) {
        return switch (this) {
            case VALID -> 0;
            case SAME -> {
                // In long: a window may be longer than any sequence.
                long last = (windows(steps, reach, stride) - 1L) * stride;
                yield -(int) (Math.max(last + reach - steps, 0) / 2);
            }
            case CAUSAL -> 1 - reach;
        };
    }
}
