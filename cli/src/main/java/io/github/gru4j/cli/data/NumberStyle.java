package io.github.gru4j.cli.data;

import java.util.List;

/** How the numbers of a text column are written. */
enum NumberStyle {
    /** {@code -1234.5e3}. */
    PLAIN("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"),
    /** {@code 1,234.5}; a group never starts with a zero, so {@code 0,512} is not one. */
    COMMA_GROUPS("[+-]?([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\\.[0-9]*)?"),
    /** {@code 1.234,5} and {@code 0,5}. */
    DECIMAL_COMMA("[+-]?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]*)(,[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String pattern;

    NumberStyle(String pattern) {
        this.pattern = pattern;
    }

    /** SQL: the number that the text holds, finite, or null. */
    String sql(String text) {
        String trimmed = "trim(" + text + ")";
        String plain = switch (this) {
            case PLAIN -> trimmed;
            case COMMA_GROUPS -> "replace(" + trimmed + ", ',', '')";
            case DECIMAL_COMMA -> "replace(replace(" + trimmed + ", '.', ''), ',', '.')";
        };
        return "(CASE WHEN regexp_full_match(" + trimmed + ", " + Sql.literal(pattern) + ") THEN "
                + finite("TRY_CAST(" + plain + " AS DOUBLE)") + " END)";
    }

    /** SQL: the number where float32 holds it (so it is finite), else null. */
    static String finite(String number) {
        return "(CASE WHEN abs(" + number + ") <= " + Float.MAX_VALUE + " THEN " + number + " END)";
    }

    /**
     * The styles in the order in which they are preferred where a column's cells fit several: {@code 1,234} is above a
     * thousand, except in a file whose cells are separated by semicolons, which is what people do who need the comma for
     * their decimals.
     *
     * @param semicolons whether the file separates its cells by semicolons
     */
    static List<NumberStyle> preferred(boolean semicolons) {
        return semicolons ? List.of(PLAIN, DECIMAL_COMMA, COMMA_GROUPS) : List.of(PLAIN, COMMA_GROUPS, DECIMAL_COMMA);
    }

    /** For notes to the user. */
    String words() {
        return switch (this) {
            case PLAIN -> "a decimal point";
            case COMMA_GROUPS -> "commas between thousands";
            case DECIMAL_COMMA -> "a decimal comma";
        };
    }
}
