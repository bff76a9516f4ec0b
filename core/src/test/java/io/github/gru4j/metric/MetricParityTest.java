package io.github.gru4j.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The metrics against Keras's values, batch after batch. */
class MetricParityTest {

    private static final List<String> OURS =
            List.of("MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError", "SparseCategoricalAccuracy");

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = Golden.cases("metrics.json").stream()
                .filter(c -> OURS.contains(c.get("class_name").stringValue()))
                .filter(c -> c.get("args").isEmpty())
                .filter(c -> c.get("batches")
                        .valueStream()
                        .allMatch(batch -> batch.get("sample_weight").isNull()))
                .toList();
        assertThat(cases).hasSize(6);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resultsAfterEveryBatchMatchKeras(JsonNode c) {
        Metric metric = Metrics.get(c.get("class_name").stringValue());
        for (int round = 0; round < 2; round++) {
            for (JsonNode batch : c.get("batches")) {
                metric.update(
                        Golden.tensor(batch.get("y_true"), DType.FLOAT32),
                        Golden.tensor(batch.get("y_pred"), DType.FLOAT32));
                Golden.assertClose(metric.name(), metric.result(), Golden.number(batch.get("result_after")), 0);
            }
            metric.reset();
        }
    }

    @Test
    void theFirstOfEqualPredictionsCounts() {
        Metric metric = Metrics.sparseCategoricalAccuracy();
        metric.update(Tensor.zeros(1), Tensor.of(new float[] {0.4f, 0.4f, 0.2f}, 1, 3));
        assertThat(metric.result()).isEqualTo(1);
    }
}
