package io.github.gru4j.cli.conformance;

import io.github.gru4j.cli.conformance.ErrorCases.Counterpart;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code keras2_dropout_mask_facts.json}: what the methods for dropout masks return and do, and conventions of states,
 * configs and names. Each fact has its counterpart, found by its id; one without a counterpart fails.
 */
final class DropoutMaskFactCases implements Cases {

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "id", "what", "result");
    }

    @Override
    public Set<String> keys() {
        return Set.of("id", "what", "result");
    }

    @Override
    public String tolerance() {
        return "none: the same result";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.EXACT;
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        String id = GoldenArrays.text(item, "id");
        JsonNode result = item.get("result");
        boolean rejected = result.has("raises");
        Counterpart counterpart = Facts.of(id, result);
        if (counterpart == null) {
            check.fail("no counterpart of this fact is known");
        } else if (counterpart.decision() != null) {
            counterpart.checkDecided(counterpart.decision(), Facts.value(result), rejected, check);
        } else if (rejected) {
            Rejection.expect("what the fact does", counterpart.expression()::evaluate, check);
        } else {
            check.same("result", counterpart.expression().evaluate(), Facts.value(result));
        }
    }
}
