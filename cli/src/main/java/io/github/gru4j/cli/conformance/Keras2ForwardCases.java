package io.github.gru4j.cli.conformance;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code keras2_forward.json}: layers of Keras 2, cells of a user's own among them; in float32 and again in float64. The
 * file records no rounding noise, so there is no allowance for it.
 */
final class Keras2ForwardCases implements Cases {

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "id", "layer", "zero_output_for_mask", "nested_inputs", "weights", "calls");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "id", "tags", "layer", "variant", "note", "zero_output_for_mask", "nested_inputs", "weights", "calls");
    }

    @Override
    public String tolerance() {
        return "1e-5 * max(1, |expected|)";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32();
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        boolean nested = GoldenArrays.flag(item, "nested_inputs");
        JsonNode calls = GoldenArrays.required(item, "calls");
        for (DType dtype : DType.values()) {
            check.in(dtype.kerasName());
            ObjectNode serialized =
                    (ObjectNode) GoldenArrays.required(item, "layer").deepCopy();
            LayerCase.setDType(serialized, dtype);
            if (GoldenArrays.flag(item, "zero_output_for_mask")) {
                setZeroOutput(serialized);
            }
            JsonNode inputs = GoldenArrays.required(calls.path(0), "inputs");
            List<Tensor> first =
                    nested ? GoldenArrays.tensors(inputs, dtype) : List.of(GoldenArrays.tensor(inputs, dtype));
            List<Shape> shapes = first.stream().map(Tensor::shape).toList();
            LayerCase.of(file, serialized, shapes, GoldenArrays.required(item, "weights"), dtype)
                    .compare(calls, nested, check);
        }
    }

    /** Keras 2 takes this argument of a recurrent layer and does not put it in the config. */
    private static void setZeroOutput(ObjectNode serialized) {
        String type = GoldenArrays.text(serialized, "class_name");
        if (type.equals("RNN") || type.equals("GRU")) {
            ((ObjectNode) serialized.get("config")).put("zero_output_for_mask", true);
        }
    }
}
