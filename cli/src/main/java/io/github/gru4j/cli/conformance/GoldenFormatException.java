package io.github.gru4j.cli.conformance;

/** A golden file, or one of its cases, that is not in the golden schema. */
final class GoldenFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong, in words that follow the name of the file or the id of the case. */
    GoldenFormatException(String message) {
        super(message);
    }
}
