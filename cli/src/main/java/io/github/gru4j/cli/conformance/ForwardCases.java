package io.github.gru4j.cli.conformance;

import io.github.gru4j.tensor.DType;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code forward.json}: recurrent layers and cells, called once or several times; in float32 and again in float64. */
final class ForwardCases implements Cases {

    @Override
    public boolean owns(JsonNode item) {
        return LayerCalls.are(item) && !DropoutCases.forced(item);
    }

    @Override
    public Set<String> keys() {
        return LayerCalls.KEYS;
    }

    @Override
    public String tolerance() {
        return LayerCalls.TOLERANCE;
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32(GoldenArrays.number(item, "float64_max_abs_diff"));
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        for (DType dtype : DType.values()) {
            check.in(dtype.kerasName());
            LayerCase.of(file, item, dtype).compare(GoldenArrays.required(item, "calls"), false, check);
        }
    }
}
