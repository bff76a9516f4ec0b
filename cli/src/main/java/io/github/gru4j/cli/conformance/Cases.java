package io.github.gru4j.cli.conformance;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One kind of golden case: how to recognise it, and how to run it. Stateless. */
interface Cases {

    /** Whether an item of a golden file is a case of this kind, told by its keys. */
    boolean owns(JsonNode item);

    /** Every key that a case of this kind may have; one with another key fails. */
    Set<String> keys();

    /** The rule that the numbers of a case are held to, in words. */
    String tolerance();

    /** The rule for one case. */
    Tolerance tolerance(JsonNode item);

    /**
     * Runs a case.
     *
     * @param file where it stands
     * @param item the case; may be changed
     * @param check takes the comparisons
     * @throws GoldenFormatException if the case is not in the golden schema
     */
    void run(GoldenFile file, ObjectNode item, Check check);

    /** Whether an item has all of these keys. */
    static boolean has(JsonNode item, String... keys) {
        for (String key : keys) {
            if (!item.has(key)) {
                return false;
            }
        }
        return true;
    }
}
