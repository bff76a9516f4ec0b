package io.github.gru4j.cli.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case.
 *
 * @param id the case's own, or what it is about and its place in the file
 * @param maxError the largest difference, relative where the expected number is above 1
 * @param failure why it failed, with expected and received; null if it passed
 * @param decisions where gru4j differs from Keras by decision: {@code "decision 0004: …"}
 */
public record CaseResult(
        String id, double maxError, @Nullable String failure, List<String> decisions) {

    /** Whether the case passed. */
    public boolean passed() {
        return failure == null;
    }
}
