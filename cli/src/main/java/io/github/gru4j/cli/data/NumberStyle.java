package io.github.gru4j.cli.data;

import java.util.Locale;

/** How the numbers of a text column are written. */
enum NumberStyle {
    /** {@code -1234.5e3}. */
    PLAIN("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"),
    /** {@code 1,234.5}. */
    COMMA_GROUPS("[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\\.[0-9]*)?"),
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

    /** For notes to the user: "a decimal comma". */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
