package io.github.gru4j.cli.conformance;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.constraint.Constraints;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.regularizer.Regularizers;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code {"type", …}}: penalties, constrained arrays, what string identifiers stand for, and the losses of a layer after a
 * call.
 */
final class RegularizerConstraintCases implements Cases {

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "type", "class_name", "values");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "type",
                "class_name",
                "args",
                "serialized",
                "string_name",
                "error",
                "values",
                "weights",
                "inputs",
                "outputs",
                "losses");
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
        switch (GoldenArrays.text(item, "type")) {
            case "regularizer" -> regularizer(file, item, check);
            case "constraint" -> constraint(file, item, check);
            case "layer_losses" -> layerLosses(file, item, check);
            default ->
                throw new GoldenFormatException(
                        "has an unknown type, '" + item.get("type").asString("") + "'");
        }
    }

    private static void regularizer(GoldenFile file, ObjectNode item, Check check) {
        if (item.has("error")) {
            String name = GoldenArrays.text(item, "string_name");
            Rejection.expect("regularizer '" + name + "'", () -> Regularizers.get(name), check);
            return;
        }
        if (item.has("string_name")) {
            Regularizer named = Regularizers.get(GoldenArrays.text(item, "string_name"));
            ConfigCases.compare(file.configs().json(named), item, check);
        }
        Regularizer regularizer = file.configs().regularizer(serialized(item));
        for (JsonNode value : values(item)) {
            double expected = GoldenArrays.number(value, "value");
            for (DType dtype : DType.values()) {
                check.in(dtype.kerasName());
                Tensor w = GoldenArrays.tensor(GoldenArrays.required(value, "input"), dtype);
                check.close("penalty", regularizer.penalty(w), expected);
            }
        }
    }

    private static void constraint(GoldenFile file, ObjectNode item, Check check) {
        if (item.has("string_name")) {
            Constraint named = Constraints.get(GoldenArrays.text(item, "string_name"));
            ConfigCases.compare(file.configs().json(named), item, check);
        }
        Constraint constraint = file.configs().constraint(serialized(item));
        for (JsonNode value : values(item)) {
            for (DType dtype : DType.values()) {
                check.in(dtype.kerasName());
                Tensor w = GoldenArrays.tensor(GoldenArrays.required(value, "input"), dtype);
                constraint.apply(w);
                check.close("values", w, GoldenArrays.tensor(GoldenArrays.required(value, "value"), dtype));
            }
        }
    }

    /** What goes in and what comes out; a case about a name has none. */
    private static List<JsonNode> values(ObjectNode item) {
        List<JsonNode> values = item.has("string_name")
                ? GoldenArrays.list(GoldenArrays.required(item, "values"))
                : GoldenArrays.some(item, "values");
        values.forEach(value -> GoldenArrays.only(value, List.of("input", "value")));
        return values;
    }

    private static void layerLosses(GoldenFile file, ObjectNode item, Check check) {
        for (DType dtype : DType.values()) {
            check.in(dtype.kerasName());
            JsonNode layer = GoldenArrays.required(item, "serialized").deepCopy();
            LayerCase.setDType(layer, dtype);
            Tensor x = tensor(item, "inputs", dtype);
            Layer built = file.configs().layer(layer.toString());
            built.build(x.shape());
            built.setWeights(GoldenArrays.tensors(GoldenArrays.required(item, "weights"), dtype));
            Call call = Call.evaluation();
            check.close("outputs", built.apply(List.of(x), call).output(), tensor(item, "outputs", dtype));
            List<Double> losses = built.losses(call);
            check.close(
                    "losses",
                    Tensor.of(losses.stream().mapToDouble(Double::doubleValue).toArray(), losses.size()),
                    tensor(item, "losses", DType.FLOAT64));
        }
    }

    private static Tensor tensor(JsonNode item, String key, DType dtype) {
        return GoldenArrays.tensor(GoldenArrays.required(item, key), dtype);
    }

    private static String serialized(ObjectNode item) {
        return GoldenArrays.required(item, "serialized").toString();
    }
}
