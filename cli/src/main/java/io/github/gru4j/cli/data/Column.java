package io.github.gru4j.cli.data;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table, with the SQL that reads it.
 *
 * @param name its name in the file
 * @param kind what it holds
 * @param text SQL: a cell as text, or null
 * @param value SQL: the value of a cell or null where there is none: a finite {@code DOUBLE} for {@link Kind#NUMBER}, a
 *     {@code TIMESTAMP} for {@link Kind#TIME} and {@link Kind#TIME_OF_DAY} (the latter on an arbitrary day); null for
 *     other kinds
 * @param clean whether every cell that is not missing has a value
 * @param note how its cells are written, for the user, where that was not obvious
 */
record Column(
        String name,
        Kind kind,
        String text,
        @Nullable String value,
        boolean clean,
        @Nullable String note) {

    /** What a column holds. */
    enum Kind {
        /** Numbers, or true and false as 1 and 0. */
        NUMBER,
        /** Dates, with or without a time of day. */
        TIME,
        /** Times of day without a date. */
        TIME_OF_DAY,
        /** Words, or anything else. */
        TEXT,
        /** Nothing but missing values. */
        EMPTY
    }

    /** The SQL of {@link #value()}, which must exist. */
    String valueSql() {
        if (value == null) {
            throw new IllegalStateException("Column: only numbers and times have values. Received: " + this + ".");
        }
        return value;
    }

    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    boolean isTime() {
        return kind == Kind.TIME;
    }
}
