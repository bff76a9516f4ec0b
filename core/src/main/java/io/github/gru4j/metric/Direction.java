package io.github.gru4j.metric;

/** Which values of a metric are better. */
public enum Direction {
    /** Smaller ones, as of an error. */
    DOWN,
    /** Larger ones, as of an accuracy. */
    UP
}
