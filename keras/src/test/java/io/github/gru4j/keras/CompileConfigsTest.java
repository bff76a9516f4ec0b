package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.CompileOptions;
import io.github.gru4j.model.PerOutput;
import io.github.gru4j.model.Sequential;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

    /** What becomes of a compilation in a model with the outputs a and b. */
    private static Compilation ofTwo(String losses, String weights, String metrics) {
        String config = WEIGHTED.replace("\"loss\": \"mse\"", "\"loss\": " + losses)
                .replace("\"loss_weights\": null", "\"loss_weights\": " + weights)
                .replace("\"metrics\": [\"mae\"]", "\"metrics\": " + metrics)
                .replaceAll("(?s)\"weighted_metrics\": \\[.*null\\}\\],", "");
        return read(config).of(List.of("a", "b"));
    }

    @Test
    void everyFormThatKerasWritesIsRead() {
        CompileOptions flat = ofTwo("\"mse\"", "0.5", "[\"mae\", \"mse\"]").options();
        assertThat(flat.losses()).isInstanceOf(PerOutput.Same.class);
        assertThat(flat.lossWeights()).isEqualTo(PerOutput.same(0.5));
        assertThat(flat.metrics().map(list -> list.get(0).name())).isEqualTo(PerOutput.of("mae", "mse"));
        CompileOptions listed = ofTwo("[null, \"mae\"]", "[null, 2]", "[null, [\"mae\", \"mse\"]]")
                .options();
        assertThat(listed.losses().map(Loss::name)).isEqualTo(PerOutput.of(null, "mean_absolute_error"));
        assertThat(listed.lossWeights()).isEqualTo(PerOutput.of(null, 2.0));
        assertThat(listed.metrics().map(List::size)).isEqualTo(PerOutput.of(null, 2));
        Compilation named = ofTwo("{\"b\": \"mse\", \"a\": null}", "{\"a\": 1, \"b\": 3}", "{\"b\": \"mae\"}");
        assertThat(named.options().losses().map(Loss::name))
                .hasToString("Named[values={b=mean_squared_error, a=null}]");
        assertThat(named.options().lossWeights()).isEqualTo(PerOutput.byName(Map.of("a", 1.0, "b", 3.0)));
        assertThat(named.options().metrics().map(list -> list.get(0).name()))
                .isEqualTo(PerOutput.byName(Map.of("b", "mae")));
        assertThat(named.summary()).isEqualTo("sgd_3, mean_squared_error, mae");
    }

    @Test
    void aCompilationForOtherOutputsIsLeftOut() {
        String inside = "compile_config: CompileOptions: ";
        assertThat(ofTwo("[\"mse\"]", "null", "null").ignored())
                .isEqualTo(inside + "losses must hold an entry for each output, [a, b]. Received: a list of 1.");
        assertThat(ofTwo("{\"c\": \"mse\"}", "null", "null").ignored())
                .isEqualTo(inside + "losses by name must have the names of the outputs, [a, b]. Received: [c].");
        assertThat(ofTwo("[\"mse\", \"mse\"]", "{\"a\": 1, \"b\": 2}", "null").ignored())
                .isEqualTo(inside + "lossWeights must be given in the form of losses. Received: losses as a list,"
                        + " lossWeights by name.");
        assertThat(ofTwo("\"mse\"", "null", "[\"mae\"]").ignored())
                .isEqualTo(inside + "metrics must hold an entry for each output, [a, b]. Received: a list of 1.");
        assertThat(ofTwo("[\"mse\", \"nope\"]", "null", "null").ignored())
                .startsWith("compile_config.loss[1]: Losses: identifier must be one of [");
        assertThat(ofTwo("[\"mse\", \"mse\"]", "[1, \"x\"]", "null").ignored())
                .startsWith("compile_config.loss_weights[1]: ");
        assertThat(ofTwo("\"mse\"", "1e999", "null").ignored()).startsWith("compile_config.loss_weights: ");
    }

    @Test
    void theOutputsOfAModelAreKnownBeforeItIsBuilt() {
        for (String layers : List.of("[[\"a\", 0, 0], [\"b\", 0, 0]]", "[\"a\", 0, 0]", "[[\"a\", 0, 0]]", "[]", "7")) {
            JsonNode node = Golden.parse(
                    ("{\"class_name\": \"Functional\", \"config\": {\"output_layers\": " + layers + "}}")
                            .getBytes(StandardCharsets.UTF_8),
                    "config.json");
            List<String> outputs = CompileConfigs.outputs(Serialized.read(node, Place.of("")));
            assertThat(outputs)
                    .isEqualTo(layers.contains("b") ? List.of("a", "b") : List.of(layers.contains("a") ? "a" : ""));
        }
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
