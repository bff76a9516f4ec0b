package io.github.gru4j.benchmarks.runner;

/** An entrant was not timed: it computed something else, or it failed. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    Refused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
