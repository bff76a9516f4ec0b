package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What Keras serialises comes back word for word once it is read and written. */
class ConfigsTest {

    private static final KerasConfigs CONFIGS = KerasConfigs.keras3();

    @Test
    void layersComeBack() {
        Map<String, Integer> passed =
                roundTrips("configs.json", "kind", "layer", text -> CONFIGS.json(CONFIGS.layer(text)));
        assertThat(passed)
                .containsEntry("GRUCell", 2)
                .containsEntry("GRU", 2)
                .containsEntry("RNN", 2)
                .containsEntry("StackedRNNCells", 1)
                .containsEntry("Bidirectional", 2)
                .containsEntry("Dense", 2)
                .containsEntry("Dropout", 1)
                .containsEntry("InputLayer", 1);
    }

    @Test
    void everyLayerThatIsSupportedComesBack() {
        for (ObjectNode item : Golden.cases("configs.json", "cases")) {
            Set<String> layers = layers(item.get("serialized"));
            if (!layers.isEmpty() && CONFIGS.layers().containsAll(layers)) {
                assertComesBack(item.get("serialized"), text -> CONFIGS.json(CONFIGS.layer(text)));
            }
        }
    }

    /** The layers of configs.json and the recurrent ones of models.json, with arguments that are not the defaults. */
    @Test
    void aLayerIsBuiltAnewFromItsConfiguration() {
        int rebuilt = 0;
        List<JsonNode> all = new ArrayList<>();
        Golden.cases("configs.json", "cases").stream()
                .filter(item -> item.get("kind").stringValue().equals("layer"))
                .forEach(item -> all.add(item.get("serialized")));
        for (ObjectNode model : Golden.cases("models.json", "models")) {
            model.get("config").get("config").get("layers").forEach(all::add);
        }
        for (JsonNode serialized : all) {
            if (!CONFIGS.layers().containsAll(layers(serialized))) {
                continue;
            }
            Layer layer = CONFIGS.layer(Json.write(serialized));
            Layer copy = layer.toBuilder().name(layer.name()).build();
            assertThat(copy).isNotSameAs(layer);
            assertThat(copy.trainable()).isEqualTo(layer.trainable());
            assertThat(CONFIGS.json(copy)).isEqualTo(CONFIGS.json(layer));
            rebuilt++;
        }
        assertThat(rebuilt).isGreaterThanOrEqualTo(60);
    }

    /** The class names of the layers in a config. */
    private static Set<String> layers(JsonNode node) {
        Set<String> all = new TreeSet<>();
        if (node.path("module").stringValue("").equals("keras.layers")) {
            all.add(node.get("class_name").stringValue());
        }
        node.forEach(child -> all.addAll(layers(child)));
        return all;
    }

    @Test
    void optimizersComeBack() {
        assertThat(roundTrips("configs.json", "kind", "optimizer", text -> CONFIGS.json(CONFIGS.optimizer(text))))
                .isEqualTo(Map.of(
                        "SGD",
                        2,
                        "Adam",
                        2,
                        "AdamW",
                        1,
                        "RMSprop",
                        1,
                        "Adagrad",
                        1,
                        "Nadam",
                        1,
                        "Adamax",
                        1,
                        "Adadelta",
                        1,
                        "Lion",
                        1,
                        "Ftrl",
                        1));
        assertThat(roundTrips(
                                "optimizer_configs.json",
                                "kind",
                                "optimizer",
                                text -> CONFIGS.json(CONFIGS.optimizer(text)))
                        .values()
                        .stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(55);
    }

    @Test
    void whatAnOptimizerInAFileMayNotBeIsNamed() {
        assertRefused(
                "{\"learning_rate\": {\"module\": \"keras.optimizers.schedules\", \"class_name\": \"Mine\", \"config\": {},"
                        + " \"registered_name\": null}}",
                "must be one of [ExponentialDecay, PiecewiseConstantDecay, PolynomialDecay, InverseTimeDecay, CosineDecay,"
                        + " CosineDecayRestarts]. Received: keras.optimizers.schedules class Mine.");
        assertRefused("{\"learning_rate\": \"fast\"}", "must be a finite number. Received: \"fast\".");
        assertRefused(
                "{\"weight_decay\": null}",
                "AdamW: weightDecay must be a number. Received: weightDecay=null. Use Adam for no decay.");
        assertRefused(
                "{\"gradient_accumulation_steps\": 1}",
                "AdamW: gradientAccumulationSteps must be an integer of 2 or more, or null for none."
                        + " Received: gradientAccumulationSteps=1.");
        assertRefused(
                "{\"loss_scale_factor\": 0}",
                "AdamW: lossScaleFactor must be a positive number. Received: lossScaleFactor=0.0.");
        assertRefused(
                "{\"learning_rate\": {\"module\": \"keras.optimizers.schedules\", \"class_name\":"
                        + " \"PiecewiseConstantDecay\", \"config\": {\"boundaries\": 3, \"values\": [1]},"
                        + " \"registered_name\": null}}",
                "must be a list of numbers. Received: 3.");
    }

    private static void assertRefused(String config, String reason) {
        String text = "{\"module\": \"keras.optimizers\", \"class_name\": \"AdamW\", \"config\": " + config
                + ", \"registered_name\": null}";
        assertThatThrownBy(() -> CONFIGS.optimizer(text))
                .isInstanceOfSatisfying(
                        KerasFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aScheduleOfOnesOwnHasNoFormInFiles() {
        assertThatThrownBy(
                        () -> CONFIGS.json(SGD.builder(step -> 1.0 / (step + 1)).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("KerasConfigs: ")
                .hasMessageEndingWith(
                        " has no form in Keras configs. Supported: ExponentialDecay, PiecewiseConstantDecay,"
                                + " PolynomialDecay, InverseTimeDecay, CosineDecay, CosineDecayRestarts.");
    }

    @Test
    void lossesAndMetricsComeBack() {
        assertThat(roundTrips("configs.json", "kind", "loss", text -> CONFIGS.json(CONFIGS.loss(text))))
                .isEqualTo(Map.of("MeanSquaredError", 1, "SparseCategoricalCrossentropy", 1, "Huber", 1));
        assertThat(roundTrips("configs.json", "kind", "metric", text -> CONFIGS.json(CONFIGS.metric(text))))
                .isEqualTo(Map.of("MeanAbsoluteError", 1, "SparseCategoricalAccuracy", 1, "AUC", 1));
    }

    @Test
    void everyLossAndMetricComesBackWithItsArgumentsAndName() {
        assertThat(roundTrips("configs_further.json", "kind", "loss", text -> CONFIGS.json(CONFIGS.loss(text))))
                .hasSize(13)
                .satisfies(passed -> assertThat(
                                passed.values().stream().mapToInt(i -> i).sum())
                        .isEqualTo(20));
        assertThat(roundTrips("configs_further.json", "kind", "metric", text -> CONFIGS.json(CONFIGS.metric(text))))
                .hasSize(28)
                .satisfies(passed -> assertThat(
                                passed.values().stream().mapToInt(i -> i).sum())
                        .isEqualTo(71));
    }

    @ParameterizedTest
    @ValueSource(strings = {"accuracy", "acc", "mae", "AUC", "precision", "mean_absolute_error"})
    void aMetricAskedForByAStringIsWrittenAsThatString(String identifier) {
        Metric metric = CONFIGS.metric("\"" + identifier + "\"");
        assertThat(metric.name()).isEqualTo(identifier);
        assertThat(CONFIGS.json(metric)).isEqualTo("\"" + identifier + "\"");
    }

    @Test
    void lossAndMetricConfigsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> LossConfigs.FAMILY.read(
                        Json.parseAny(
                                "{\"module\": \"keras.losses\", \"class_name\": \"Hinge\", \"config\":"
                                        + " {\"reduction\": \"max\"}, \"registered_name\": null}",
                                Place.of("")),
                        Place.of("")))
                .hasMessageContaining("Hinge: reduction must be one of [sum_over_batch_size, sum, mean,"
                        + " mean_with_sample_weight, none]. Received: reduction=\"max\".");
        assertThatThrownBy(() -> metric("AUC", "{\"curve\": \"XYZ\"}"))
                .hasMessageContaining("AUC: curve must be one of [ROC, PR, PRGAIN]. Received: curve=\"XYZ\".");
        assertThatThrownBy(() -> metric("AUC", "{\"curve\": null}"))
                .hasMessageContaining("AUC: curve and summation_method must be given. Received: null.");
        assertThatThrownBy(() -> metric("AUC", "{\"num_thresholds\": 2000000000}"))
                .hasMessageContaining(
                        "AUC: num_thresholds must be at most 1000000. Received: num_thresholds=2000000000.");
        assertThatThrownBy(() -> metric("Recall", "{\"thresholds\": [\"a\"]}"))
                .hasMessageContaining("must be a finite number");
        assertThatThrownBy(() -> metric("SparseTopKCategoricalAccuracy", "{\"from_sorted_ids\": true}"))
                .hasMessageContaining("from_sorted_ids must be false");
    }

    private static Metric metric(String className, String config) {
        return MetricConfigs.read(
                Json.parseAny(
                        "{\"module\": \"keras.metrics\", \"class_name\": \"" + className + "\", \"config\": " + config
                                + ", \"registered_name\": null}",
                        Place.of("")),
                Place.of(""));
    }

    @Test
    void initializersRegularizersAndConstraintsComeBack() {
        assertThat(
                        roundTrips("initializers.json", "", "", text -> CONFIGS.json(CONFIGS.initializer(text)))
                                .values()
                                .stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                .isEqualTo(28);
        assertThat(roundTrips(
                        "regularizers_constraints.json",
                        "type",
                        "regularizer",
                        text -> CONFIGS.json(CONFIGS.regularizer(text))))
                .isEqualTo(Map.of("L1", 3, "L2", 3, "L1L2", 2, "OrthogonalRegularizer", 3));
        assertThat(roundTrips(
                        "regularizers_constraints.json",
                        "type",
                        "constraint",
                        text -> CONFIGS.json(CONFIGS.constraint(text))))
                .isEqualTo(Map.of("MaxNorm", 4, "NonNeg", 2, "UnitNorm", 3, "MinMaxNorm", 4));
    }

    private static JsonNode parse(String text) {
        return Json.parseAny(text, Place.of(""));
    }

    /** The supported classes of a golden file with the number of their cases; each comes back, or this fails. */
    private static Map<String, Integer> roundTrips(
            String file, String key, String value, UnaryOperator<String> readAndWrite) {
        Map<String, Integer> passed = new TreeMap<>();
        for (ObjectNode item : Golden.cases(file, "cases")) {
            JsonNode serialized = item.path("serialized");
            if (!serialized.isObject()
                    || !(key.isEmpty() || item.get(key).stringValue().equals(value))) {
                continue;
            }
            try {
                assertComesBack(serialized, readAndWrite);
            } catch (KerasFormatException e) {
                assertThat(e.reason()).contains("must be one of");
                continue;
            }
            passed.merge(serialized.get("class_name").stringValue(), 1, Integer::sum);
        }
        return passed;
    }

    /** The text itself, key for key. */
    private static void assertComesBack(JsonNode serialized, UnaryOperator<String> readAndWrite) {
        assertThat(Json.write(withDoubles(parse(readAndWrite.apply(Json.write(serialized))))))
                .isEqualTo(Json.write(withDoubles(serialized)));
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
        assertThat(CONFIGS.activation(CONFIGS.json(activation))).isEqualTo(activation);
    }

    @Test
    void anActivationLayerComputesInTheTypeOfItsLayer() {
        // Keras would cast through the float32 of a layer that says nothing.
        Dense dense = Dense.builder(2)
                .activation(Activations.leakyRelu(0.01))
                .dtype(DType.FLOAT64)
                .build();
        JsonNode activation = parse(CONFIGS.json(dense)).get("config").get("activation");
        assertThat(Json.write(activation.get("config").get("dtype")))
                .isEqualTo(Json.write(Kinds.DTYPE.write(DType.FLOAT64)));
        assertThat(CONFIGS.activation(Json.write(activation))).isEqualTo(Activations.leakyRelu(0.01));
    }

    @Test
    void anActivationWithArgumentsThatNoFileCanHoldIsRefused() {
        assertThatThrownBy(() -> CONFIGS.json(Activations.celu(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "KerasConfigs: activation must be one that Keras 3 knows by name, or relu, leaky_relu"
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
        assertThat(CONFIGS.activation(text)).isEqualTo(Activations.relu());
    }
}
