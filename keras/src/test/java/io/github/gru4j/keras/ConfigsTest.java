package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What Keras serialises comes back word for word once it is read and written. */
class ConfigsTest {

    private static final Place PLACE = Place.of("model.keras").entry("config.json");

    @Test
    void layersComeBack() {
        assertThat(roundTrips(
                        "configs.json",
                        "kind",
                        "layer",
                        node -> KerasConfigs.keras3()
                                .codecs()
                                .write(KerasConfigs.keras3().codecs().read(node, PLACE))))
                .isEqualTo(Map.of(
                        "GRUCell",
                        2,
                        "StackedRNNCells",
                        1,
                        "GRU",
                        2,
                        "RNN",
                        2,
                        "Bidirectional",
                        2,
                        "Dense",
                        2,
                        "Dropout",
                        1,
                        "InputLayer",
                        1));
    }

    @Test
    void optimizersComeBack() {
        assertThat(roundTrips("configs.json", "kind", "optimizer", node -> {
                    ObjectNode written = OptimizerConfigs.FAMILY.write(OptimizerConfigs.FAMILY.read(node, PLACE));
                    // An optimizer has one name here; Keras counts (sgd_1).
                    ((ObjectNode) written.get("config"))
                            .set("name", node.get("config").get("name"));
                    return written;
                }))
                .isEqualTo(Map.of("SGD", 2, "Adam", 1));
    }

    @Test
    void lossesAndMetricsComeBack() {
        assertThat(roundTrips(
                        "configs.json",
                        "kind",
                        "loss",
                        node -> LossConfigs.FAMILY.write(LossConfigs.FAMILY.read(node, PLACE))))
                .isEqualTo(Map.of("MeanSquaredError", 1, "SparseCategoricalCrossentropy", 1));
        assertThat(roundTrips(
                        "configs.json", "kind", "metric", node -> MetricConfigs.write(MetricConfigs.read(node, PLACE))))
                .isEqualTo(Map.of("MeanAbsoluteError", 1, "SparseCategoricalAccuracy", 1));
    }

    @Test
    void initializersRegularizersAndConstraintsComeBack() {
        assertThat(roundTrips("initializers.json", "", "", both(InitializerConfigs.FAMILY)).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(28);
        assertThat(roundTrips("regularizers_constraints.json", "type", "regularizer", both(RegularizerConfigs.FAMILY)))
                .isEqualTo(Map.of("L1", 3, "L2", 3, "L1L2", 2, "OrthogonalRegularizer", 3));
        assertThat(roundTrips("regularizers_constraints.json", "type", "constraint", both(ConstraintConfigs.FAMILY)))
                .isEqualTo(Map.of("MaxNorm", 4, "NonNeg", 2, "UnitNorm", 3, "MinMaxNorm", 4));
    }

    private static <T> Function<JsonNode, JsonNode> both(Family<T> family) {
        return node -> family.write(family.read(node, PLACE));
    }

    /** The supported classes of a golden file with the number of their cases; each comes back, or this fails. */
    private static Map<String, Integer> roundTrips(
            String file, String key, String value, Function<JsonNode, JsonNode> readAndWrite) {
        Map<String, Integer> passed = new TreeMap<>();
        for (ObjectNode item : Golden.cases(file, "cases")) {
            JsonNode serialized = item.path("serialized");
            if (!serialized.isObject()
                    || !(key.isEmpty() || item.get(key).stringValue().equals(value))) {
                continue;
            }
            JsonNode written;
            try {
                written = readAndWrite.apply(serialized);
            } catch (KerasFormatException e) {
                assertThat(e.reason()).containsAnyOf("must be one of", "schedules are not supported");
                continue;
            }
            assertThat(Json.write(withDoubles(written))).isEqualTo(Json.write(withDoubles(serialized)));
            passed.merge(serialized.get("class_name").stringValue(), 1, Integer::sum);
        }
        return passed;
    }

    /** Python keeps 2 and 2.0 apart; to a layer they are one number. */
    private static JsonNode withDoubles(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(property -> copy.set(property.getKey(), withDoubles(property.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(item -> copy.add(withDoubles(item)));
            return copy;
        }
        return node.isNumber() ? Json.array().add(node.doubleValue()).get(0) : node;
    }

    static List<Activation> activations() {
        List<Activation> all = new ArrayList<>();
        Activations.identifiers().forEach(identifier -> all.add(Activations.get(identifier)));
        all.addAll(List.of(
                Activations.relu(0.1, 6, 0.5),
                Activations.relu(0, 1, 0),
                Activations.leakyRelu(0.01),
                Activations.elu(0.5)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsComeBack(Activation activation) {
        assertThat(ActivationConfigs.KIND.read(ActivationConfigs.KIND.write(activation), PLACE))
                .isEqualTo(activation);
    }

    @Test
    void anActivationLayerComputesInTheTypeOfItsLayer() {
        // Keras would cast through the float32 of a layer that says nothing.
        Dense dense = Dense.builder(2)
                .activation(Activations.leakyRelu(0.01))
                .dtype(DType.FLOAT64)
                .build();
        JsonNode activation =
                KerasConfigs.keras3().codecs().write(dense).get("config").get("activation");
        assertThat(Json.write(activation.get("config").get("dtype")))
                .isEqualTo(Json.write(Kinds.DTYPE.write(DType.FLOAT64)));
        assertThat(ActivationConfigs.KIND.read(activation, PLACE)).isEqualTo(Activations.leakyRelu(0.01));
    }

    @Test
    void anActivationWithArgumentsThatNoFileCanHoldIsRefused() {
        assertThatThrownBy(() -> ActivationConfigs.KIND.write(Activations.celu(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "KerasFiles: activation must be one that Keras 3 knows by name, or relu, leaky_relu"
                                + " or elu with arguments. Received: activation=celu");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"module\": \"keras.activations\", \"class_name\": \"function\", \"config\": \"relu\","
                        + " \"registered_name\": \"relu\"}",
                "{\"module\": \"keras.layers\", \"class_name\": \"ReLU\", \"config\": {\"name\": \"re_lu\", \"trainable\":"
                        + " true, \"dtype\": \"float32\", \"max_value\": null, \"negative_slope\": 0.0, \"threshold\": 0.0},"
                        + " \"registered_name\": null}"
            })
    void anActivationMayBeAFunctionOrALayer(String text) {
        JsonNode node = Golden.parse(("{\"a\": " + text + "}").getBytes(java.nio.charset.StandardCharsets.UTF_8), "a");
        assertThat(ActivationConfigs.KIND.read(node.get("a"), PLACE)).isEqualTo(Activations.relu());
    }
}
