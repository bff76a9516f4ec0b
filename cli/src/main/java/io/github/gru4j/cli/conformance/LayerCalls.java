package io.github.gru4j.cli.conformance;

import tools.jackson.databind.JsonNode;

/** What the cases of {@code forward.json} and {@code dropout.json} have in common. */
final class LayerCalls {

    /** Their rule, which the README of the golden data states. */
    static final String TOLERANCE = "1e-5 * max(1, |expected|) + 4 * float64_max_abs_diff";

    private LayerCalls() {}

    /** Whether an item records calls of one layer of Keras 3. */
    static boolean are(JsonNode item) {
        return Cases.has(item, "id", "kind", "layer", "implementation", "build_shape", "weights", "calls");
    }
}
