package io.github.gru4j.cli.conformance;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the cases of {@code forward.json} and {@code dropout.json} have in common. */
final class LayerCalls {

    /** Their rule, which the README of the golden data states. */
    static final String TOLERANCE = "1e-5 * max(1, |expected|) + 4 * float64_max_abs_diff";

    /** Their keys. */
    static final Set<String> KEYS = Set.of(
            "id",
            "kind",
            "tags",
            "layer",
            "implementation",
            "build_shape",
            "weights",
            "calls",
            "float64_max_abs_diff",
            "alternative");

    private LayerCalls() {}

    /** Whether an item records calls of one layer of Keras 3. */
    static boolean are(JsonNode item) {
        return Cases.has(item, "id", "kind", "layer", "implementation", "build_shape", "weights", "calls");
    }
}
