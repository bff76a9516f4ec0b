package io.github.gru4j.cli.conformance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one file.
 *
 * @param file its path relative to the directory, with slashes
 * @param results one for each case, in order
 * @param tolerance the rule that its numbers are held to, in words
 * @param problem why the file could not be interpreted; null if it could
 */
public record FileReport(
        String file,
        List<CaseResult> results,
        String tolerance,
        @Nullable String problem) {

    /** A file that could not be interpreted. */
    static FileReport uninterpreted(String file, String problem) {
        return new FileReport(file, List.of(), "", problem);
    }

    /** Whether the file was interpreted and every case passed. */
    public boolean passed() {
        return problem == null && failures().isEmpty();
    }

    /** The cases that failed. */
    public List<CaseResult> failures() {
        return results.stream().filter(result -> !result.passed()).toList();
    }

    /** The report as it is printed: a line for the file, then one for each failure and each decided difference. */
    public List<String> lines() {
        if (problem != null) {
            return List.of(file + ": cannot be interpreted: " + problem);
        }
        List<CaseResult> failures = failures();
        double maxError =
                results.stream().mapToDouble(CaseResult::maxError).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(file + ": " + (results.size() - failures.size()) + " passed, " + failures.size()
                + " failed, max error " + Tolerance.shown(maxError) + " (tolerance " + tolerance + ")");
        for (CaseResult result : results) {
            if (result.failure() != null) {
                lines.add("  failed: " + result.id() + ": " + result.failure());
            }
            result.decisions().forEach(decision -> lines.add("  differs by " + decision(decision, result.id())));
        }
        return lines;
    }

    /** Puts the id behind the number of the decision: {@code decision 0004: ID: why}. */
    private static String decision(String decision, String id) {
        int colon = decision.indexOf(':');
        return decision.substring(0, colon) + ": " + id + decision.substring(colon);
    }
}
