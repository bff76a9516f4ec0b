package io.github.gru4j.cli.data;

import java.util.Locale;
import java.util.Set;

/** The ways in which files write that a value is missing. Stateless. */
final class Missing {

    private static final Set<String> TOKENS = Set.of(
            "",
            "NA",
            "N/A",
            "#N/A",
            "NAN",
            "-NAN",
            "NULL",
            "NONE",
            "NIL",
            "?",
            "-",
            "--",
            ".",
            "MISSING",
            "INF",
            "+INF",
            "-INF",
            "INFINITY",
            "+INFINITY",
            "-INFINITY",
            "#DIV/0!",
            "#VALUE!",
            "NAT");

    private Missing() {}

    /** Whether a cell says that its value is missing; so do NaN and the infinities, which no model can use. */
    static boolean isToken(String cell) {
        return TOKENS.contains(cell.strip().toUpperCase(Locale.ROOT));
    }

    /** SQL that is true where the text is null or says that its value is missing. */
    static String sql(String text) {
        return "coalesce(list_contains(" + Sql.list(TOKENS.stream().sorted().toList()) + ", upper(trim(" + text
                + "))), true)";
    }
}
