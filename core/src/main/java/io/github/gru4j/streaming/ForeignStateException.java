package io.github.gru4j.streaming;

/** A state, or its bytes, belongs to another model than it was given to, and nobody said what becomes of it. */
public final class ForeignStateException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ForeignStateException(String message) {
        super(message);
    }
}
