package io.github.gru4j.cli.conformance;

import io.github.gru4j.metric.Metric;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code metrics.json}: the result after each batch, twice with a reset between. */
final class MetricCases implements Cases {

    private static final List<String> BATCH = List.of("y_true", "y_pred", "sample_weight", "result_after");

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "class_name", "args", "batches");
    }

    @Override
    public Set<String> keys() {
        return Set.of("class_name", "args", "batches");
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
        ObjectNode config = (ObjectNode) item.get("args").deepCopy();
        Metric metric = file.configs()
                .metric(LossCases.serialized("keras.metrics", item, config).toString());
        List<JsonNode> batches = GoldenArrays.list(item.get("batches"));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < batches.size(); i++) {
                JsonNode batch = batches.get(i);
                GoldenArrays.only(batch, BATCH);
                check.in("batch " + i + (round == 0 ? "" : " after a reset"));
                metric.update(tensor(batch, "y_true"), tensor(batch, "y_pred"), sampleWeight(batch), null);
                check.close("result", metric.results().cast(DType.FLOAT32), tensor(batch, "result_after"));
            }
            metric.reset();
        }
    }

    private static @Nullable Tensor sampleWeight(JsonNode batch) {
        return GoldenArrays.required(batch, "sample_weight").isNull() ? null : tensor(batch, "sample_weight");
    }

    private static Tensor tensor(JsonNode batch, String key) {
        return GoldenArrays.tensor(GoldenArrays.required(batch, key), DType.FLOAT32);
    }
}
