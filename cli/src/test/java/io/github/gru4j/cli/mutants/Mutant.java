package io.github.gru4j.cli.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One mistake in one source file of core.
 *
 * @param description what is wrong, in a few words
 * @param type the class below the base package, with slashes
 * @param original code that the file has exactly once, whatever its white space
 * @param replacement what stands there instead
 */
record Mutant(String description, String type, String original, String replacement) {

    private static final Path SOURCES = Path.of("..", "core", "src", "main", "java", "io", "github", "gru4j");

    /**
     * The mutants of a list. Each is a line with {@code #} and its description, a line with its class, lines with
     * {@code -} and the original, and lines with {@code +} and the replacement, which may be missing.
     */
    static List<Mutant> read(Path list) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        String[] parts = null; // description, type, original, replacement
        for (String line : Files.readAllLines(list)) {
            if (line.startsWith("# ")) {
                add(parts, mutants);
                parts = new String[] {line.substring(2), "", "", ""};
            } else if (parts != null && line.startsWith("-")) {
                parts[2] += line.substring(1) + "\n";
            } else if (parts != null && line.startsWith("+")) {
                parts[3] += line.substring(1) + "\n";
            } else if (parts != null && !line.isBlank()) {
                parts[1] = line.strip();
            }
        }
        add(parts, mutants);
        return mutants;
    }

    private static void add(String[] parts, List<Mutant> mutants) {
        if (parts != null) {
            mutants.add(new Mutant(parts[0], parts[1], parts[2], parts[3]));
        }
    }

    /** The full name of the class. */
    String className() {
        return "io.github.gru4j." + type.replace('/', '.');
    }

    /** The source with the mistake. */
    String source() throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        Matcher matcher = pattern().matcher(source);
        if (!matcher.find() || matcher.find()) {
            throw new AssertionError(type + " must have this exactly once: " + original);
        }
        return pattern().matcher(source).replaceFirst(Matcher.quoteReplacement(replacement));
    }

    private Pattern pattern() {
        return Pattern.compile(Arrays.stream(original.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+")));
    }

    @Override
    public String toString() {
        return description;
    }
}
