package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.Sequential;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CompileConfigsTest {

    /** As Keras 3.15.1 writes it. */
    private static final String WEIGHTED = """
            {"optimizer": {"module": "keras.optimizers", "class_name": "SGD", "config": {"name": "sgd_3",
             "learning_rate": 0.0, "weight_decay": null, "clipnorm": null, "global_clipnorm": null, "clipvalue": null,
             "use_ema": false, "ema_momentum": 0.99, "ema_overwrite_frequency": null, "loss_scale_factor": null,
             "gradient_accumulation_steps": null, "momentum": 0.0, "nesterov": false}, "registered_name": null},
             "loss": "mse", "loss_weights": null, "metrics": ["mae"], "weighted_metrics": ["mae", {"module":
             "keras.metrics", "class_name": "AUC", "config": {"name": "auc_1", "dtype": "float32",
             "num_thresholds": 200, "curve": "ROC", "summation_method": "interpolation", "multi_label": false,
             "num_labels": null, "label_weights": null, "from_logits": false}, "registered_name": null}],
             "run_eagerly": false, "steps_per_execution": 1, "jit_compile": true}""";

    private static Compilation read(String config) {
        JsonNode node = Golden.parse(config.getBytes(StandardCharsets.UTF_8), "config.json");
        return CompileConfigs.read(node, Place.of("model.keras").down("compile_config"));
    }

    @Test
    void weightedMetricsAreReadAndWritten() {
        Compilation compilation = read(WEIGHTED);
        assertThat(compilation.ignored()).isEmpty();
        assertThat(compilation.summary()).isEqualTo("sgd_3, mean_squared_error, mae, mae, auc_1");
        Sequential model = Sequential.of(Input.of(1), Dense.of(1));
        compilation.applyTo(model);
        assertThat(model.metrics()).extracting(Metric::name).containsExactly("mae");
        assertThat(model.weightedMetrics()).extracting(Metric::name).containsExactly("mae", "auc_1");
        JsonNode given = Golden.parse(WEIGHTED.getBytes(StandardCharsets.UTF_8), "config.json");
        JsonNode written = CompileConfigs.write(model);
        assertThat(written.get("metrics")).isEqualTo(given.get("metrics"));
        assertThat(written.get("weighted_metrics")).isEqualTo(given.get("weighted_metrics"));
    }

    @Test
    void metricsThatAreNoListLeaveTheCompilationOut() {
        assertThat(read(WEIGHTED.replace("\"metrics\": [\"mae\"]", "\"metrics\": \"mae\""))
                        .ignored())
                .isEqualTo(
                        "compile_config: metrics must be a list, or an object by the names of outputs. Received: \"mae\".");
        assertThat(read(WEIGHTED.replace("\"weighted_metrics\": [\"mae\",", "\"weighted_metrics\": [\"nope\","))
                        .ignored())
                .startsWith("compile_config.weighted_metrics: Metrics: identifier must be one of [");
    }
}
