package io.github.gru4j.streaming;

/** What {@link StreamingModel#onNonFinite} does with an event that holds NaN or an infinity. */
public enum NonFinite {
    /** Takes it as it is: such a number usually stays in the state for good. What a model does unless told otherwise. */
    TAKE,
    /** Throws an {@link IllegalArgumentException}; the state is not changed. */
    REJECT,
    /** Leaves it out: the state stays as it is, and every number of the answer is NaN. */
    SKIP,
    /** Starts the stream anew, as if no event had come; every number of the answer is NaN. */
    RESET
}
