package io.github.gru4j.streaming;

/** Bytes are not those of a state, or not all of them, or changed since they were written. */
public final class DamagedStateException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    DamagedStateException(String message) {
        super(message);
    }
}
