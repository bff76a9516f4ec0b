package io.github.gru4j.streaming;

/**
 * What becomes of a state that another model has made: the same model with other weights, or one of another architecture. A
 * state of an equal model ({@link StreamingModel#fingerprint}) goes on in any case.
 *
 * <p>A state that goes on under other weights is a mixture: what the old weights made of the events so far, read by the new
 * ones. It fades with the memory of the model, and is the better guess where the new weights are the old ones trained on. Where
 * they are not, a state from zero is.
 */
public enum ModelChange {
    /** A state of another model is refused, whatever differs. */
    REFUSE,
    /** A state goes on if only the weights differ; one of another architecture is refused. */
    KEEP,
    /** A state of another model starts anew, as if no event had come. */
    RESET
}
