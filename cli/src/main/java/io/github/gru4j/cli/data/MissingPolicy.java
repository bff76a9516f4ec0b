package io.github.gru4j.cli.data;

import java.util.Locale;

/** What to do about a cell that holds no number where one is needed. */
public enum MissingPolicy {
    /** Stop with an error that names the row and the column. */
    ERROR,
    /** Leave out every row that lacks a value; windows run over the rows that stay. */
    DROP,
    /**
     * Repeat the last value before it, in the order of time. Rows before a column's first value are left out. A target
     * that was filled in is never something to predict: no window is trained or scored on it.
     */
    FORWARD_FILL;

    /** As the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
