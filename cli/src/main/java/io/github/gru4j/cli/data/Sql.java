package io.github.gru4j.cli.data;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes what comes from outside into SQL text, so that no character of it is read as SQL. Stateless. */
final class Sql {

    private Sql() {}

    /** {@code 'text'} with quotes doubled. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** {@code "name"} with quotes doubled. */
    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** {@code ['a', 'b']}. */
    static String list(Collection<String> texts) {
        return texts.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * A file's path as a literal that names this file only: DuckDB takes {@code * ? [} in a path for a pattern, and a
     * bracket around each makes it stand for itself.
     */
    static String path(Path file) {
        StringBuilder escaped = new StringBuilder();
        String path = file.toAbsolutePath().toString();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            escaped.append(c == '*' || c == '?' || c == '[' ? "[" + c + "]" : String.valueOf(c));
        }
        return literal(escaped.toString());
    }
}
