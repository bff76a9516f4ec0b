package io.github.gru4j.cli.conformance;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code losses.json}: a loss by each of its reductions. */
final class LossCases implements Cases {

    private static final String[] REDUCTIONS = {"sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"};

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "class_name", "args", "y_true", "y_pred", "sample_weight", "none");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "class_name",
                "args",
                "y_true",
                "y_pred",
                "sample_weight",
                "sum_over_batch_size",
                "sum",
                "mean",
                "mean_with_sample_weight",
                "none");
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
        Tensor yTrue = GoldenArrays.tensor(item.get("y_true"), DType.FLOAT32);
        Tensor yPred = GoldenArrays.tensor(item.get("y_pred"), DType.FLOAT32);
        JsonNode recorded = item.get("sample_weight");
        @Nullable Tensor sampleWeight = recorded.isNull() ? null : GoldenArrays.tensor(recorded, DType.FLOAT32);
        for (String reduction : REDUCTIONS) {
            check.close(
                    reduction,
                    loss(file, item, reduction).value(yTrue, yPred, sampleWeight),
                    GoldenArrays.number(item, reduction));
        }
        check.close(
                "none",
                loss(file, item, "none").values(yTrue, yPred, sampleWeight, null),
                GoldenArrays.tensor(item.get("none"), DType.FLOAT32));
    }

    private static Loss loss(GoldenFile file, ObjectNode item, String reduction) {
        ObjectNode config = (ObjectNode) item.get("args").deepCopy();
        config.put("reduction", reduction);
        return file.configs().loss(serialized("keras.losses", item, config).toString());
    }

    /** What Keras would serialise an object of these arguments to. */
    static ObjectNode serialized(String module, JsonNode item, ObjectNode config) {
        ObjectNode serialized = JsonNodeFactory.instance.objectNode();
        serialized.put("module", module);
        serialized.put("class_name", GoldenArrays.text(item, "class_name"));
        serialized.set("config", config);
        serialized.putNull("registered_name");
        return serialized;
    }
}
