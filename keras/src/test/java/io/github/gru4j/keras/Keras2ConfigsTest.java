package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNOutput;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configs that Keras 2 wrote, and that what is made from them computes what it computed there. */
class Keras2ConfigsTest {

    private static final KerasConfigs KERAS_2 =
            KerasConfigs.keras2().with(CustomCells.PLUS_ONE).with(CustomCells.WITH_CONSTANTS);

    private static final double TOLERANCE = 1e-5;

    // ---- whole configs ----------------------------------------------------------------------------------------------

    @Test
    void whatIsOfKnownClassesIsReadAndTheRestIsRefusedByName() {
        Set<String> read = new TreeSet<>();
        int refused = 0;
        for (JsonNode config : allConfigs()) {
            Set<String> unknown = classes(config);
            unknown.removeAll(KERAS_2.layers());
            if (unknown.isEmpty()) {
                KERAS_2.layer(Json.write(config));
                read.addAll(classes(config));
            } else {
                refused++;
                assertThatThrownBy(() -> KERAS_2.layer(Json.write(config)))
                        .isInstanceOf(KerasFormatException.class)
                        .satisfies(e -> assertThat(((KerasFormatException) e).reason())
                                .containsAnyOf(
                                        "must be one of the supported layers ",
                                        "must be a class of Keras itself; register a custom layer"));
            }
        }
        assertThat(read)
                .contains(
                        "GRU",
                        "RNN",
                        "GRUCell",
                        "CuDNNGRU",
                        "InputLayer",
                        "Dense",
                        "Sequential",
                        "PlusOneRNNCell",
                        "RNNCellWithConstants");
        assertThat(refused).isGreaterThanOrEqualTo(2); // the cells of the golden data that nobody registered
    }

    /** All layers and models of the golden data, but for those on integers, which are a matter of the embedding. */
    private static List<JsonNode> allConfigs() {
        List<JsonNode> all = new ArrayList<>();
        Golden.cases("keras2/keras2_forward.json", "cases").forEach(item -> all.add(item.get("layer")));
        Golden.cases("keras2/keras2_training.json", "cases").forEach(item -> all.add(item.get("model")));
        Golden.cases("keras2/models.json", "models").forEach(item -> all.add(item.get("config")));
        all.removeIf(node -> Json.write(node).contains("\"dtype\": \"int32\""));
        assertThat(all).hasSizeGreaterThan(70);
        return all;
    }

    /** The class names of the layers in a config. */
    private static Set<String> classes(JsonNode node) {
        Set<String> all = new TreeSet<>();
        String module = node.path("module").stringValue("keras.layers");
        if (node.has("class_name") && (module.contains("layers"))) {
            all.add(node.get("class_name").stringValue());
        }
        node.forEach(child -> all.addAll(classes(child)));
        return all;
    }

    // ---- what the words mean ----------------------------------------------------------------------------------------

    static List<ObjectNode> layerCases() {
        return Golden.cases("keras2/keras2_forward.json", "cases").stream()
                .filter(item -> Set.of("GRU", "RNN")
                                .contains(item.path("layer").path("class_name").stringValue())
                        && KERAS_2.layers().containsAll(classes(item.get("layer"))))
                .toList();
    }

    @Test
    void thereAreEnoughLayersToCompare() {
        assertThat(layerCases()).hasSizeGreaterThanOrEqualTo(26);
    }

    @ParameterizedTest
    @MethodSource("layerCases")
    void aLayerComputesWhatItComputesThere(ObjectNode item) {
        ObjectNode form = (ObjectNode) item.get("layer").deepCopy();
        ((ObjectNode) form.get("config")).set("zero_output_for_mask", item.get("zero_output_for_mask"));
        RNN rnn = (RNN) KERAS_2.layer(Json.write(form));
        JsonNode calls = item.get("calls");
        rnn.build(tensor(calls.get(0).get("inputs")).shape());
        rnn.setWeights(weights(item));
        for (JsonNode call : calls) {
            JsonNode reset = call.get("reset_states_before");
            if (reset.isArray()) {
                rnn.resetState(tensors(reset));
            } else if (reset.booleanValue()) {
                rnn.resetState();
            }
            Call pass = Call.inference();
            if (!call.get("mask").isNull()) {
                pass = pass.withMask(mask(call.get("mask")));
            }
            RNNOutput output = rnn.call(
                    List.of(tensor(call.get("inputs"))),
                    tensors(call.get("initial_state")),
                    tensors(call.get("constants")),
                    pass);
            assertClose(output.outputs(), call.get("outputs"));
            if (!call.get("states").isNull()) {
                assertClose(output.states(), call.get("states"));
            }
            if (call.has("layer_states_after")) {
                assertClose(rnn.states(), call.get("layer_states_after"));
            }
        }
    }

    static List<ObjectNode> modelCases() {
        return Golden.cases("keras2/models.json", "models").stream()
                .filter(item -> KERAS_2.layers().containsAll(classes(item.get("config")))
                        && !classes(item.get("config")).contains("CuDNNGRU")) // its weights are in another order
                .filter(item -> !Json.write(item.get("config")).contains("\"dtype\": \"int32\""))
                .toList();
    }

    @Test
    void thereAreEnoughModelsToCompare() {
        assertThat(modelCases()).hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("modelCases")
    void aModelComputesWhatItComputesThere(ObjectNode item) {
        Layer model = KERAS_2.layer(Json.write(item.get("config")));
        model.setWeights(weights(item));
        List<Tensor> inputs = tensors(item.get("inputs"));
        for (JsonNode output : item.get("outputs")) { // of a stateful model, call after call
            assertClose(
                    model.apply(inputs, Call.inference()).outputs(),
                    Json.array().add(output));
        }
    }

    @Test
    void hardSigmoidIsThatOfKeras2AndHasNoFormInKeras3() {
        assertThat(KERAS_2.activation("\"hard_sigmoid\"")).isEqualTo(Activations.hardSigmoidKeras2());
        assertThat(KERAS_2.activation("{\"module\": \"keras.activations\", \"class_name\": \"function\", \"config\":"
                        + " \"hard_sigmoid\", \"registered_name\": \"hard_sigmoid\"}"))
                .isEqualTo(Activations.hardSigmoidKeras2());
        assertThat(KERAS_2.activation("\"sigmoid\"")).isEqualTo(Activations.sigmoid());
        assertThat(KerasConfigs.keras3().activation("\"hard_sigmoid\"")).isEqualTo(Activations.hardSigmoid());
        Layer gru = KERAS_2.layer(
                "{\"class_name\": \"GRU\", \"config\": {\"units\": 2, \"recurrent_activation\": \"hard_sigmoid\"}}");
        assertThatThrownBy(() -> KERAS_2.json(gru))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KerasConfigs: activation must be one that Keras 3 knows by name, or relu, leaky_relu or elu"
                                + " with arguments. Received: activation=" + Activations.hardSigmoidKeras2()
                                + "; that of Keras 3 has slope 1/6.");
    }

    @Test
    void leakyReluHasAnotherWordForItsSlope() {
        String layer = "{\"module\": \"keras.layers\", \"class_name\": \"LeakyReLU\", \"config\": {\"alpha\": 0.1}}";
        assertThat(KERAS_2.activation(layer)).isEqualTo(Activations.leakyRelu(0.1));
        assertThatThrownBy(() -> KerasConfigs.keras3().activation(layer))
                .hasMessage("LeakyReLU: config must have no other keys than [dtype, name, negative_slope, trainable]."
                        + " Received: [alpha].");
    }

    @Test
    void timeMajorIsReadAndHasNoFormInKeras3() {
        GRU gru = (GRU) KERAS_2.layer("{\"class_name\": \"GRU\", \"config\": {\"units\": 2, \"time_major\": true}}");
        assertThat(gru.timeMajor()).isTrue();
        assertThatThrownBy(() -> KERAS_2.json(gru))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasConfigs: timeMajor must be false, because Keras 3 has no such argument. Received: GRU"
                        + " 'gru' with timeMajor=true.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRU     | {"units": 2, "time_major": false}                                         | time_major
            GRU     | {"units": 2, "num_constants": null}                                       | num_constants
            Dense   | {"units": 2, "batch_input_shape": [null, 3]}                              | batch_input_shape
            """)
    void theArgumentsOfKeras2AreUnknownToKeras3(String className, String config, String key) {
        String form = "{\"module\": \"keras.layers\", \"class_name\": \"" + className + "\", \"config\": " + config
                + ", \"registered_name\": null}";
        KERAS_2.layer(form);
        assertThatThrownBy(() -> KerasConfigs.keras3().layer(form))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(className + ": config must have no other keys than [")
                .hasMessageEndingWith("]. Received: [" + key + "].");
    }

    @Test
    void constantsMustBeThoseOfTheCell() {
        assertThatThrownBy(() ->
                        KERAS_2.layer("{\"class_name\": \"GRU\", \"config\": {\"units\": 2, \"num_constants\": 1}}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage("GRU: num_constants must be 0, the number that the cell takes. Received: num_constants=1.");
    }

    @Test
    void aFirstLayerSaysWhatTheModelIsBuiltFor() {
        Sequential model = (Sequential) KERAS_2.layer("""
                {"class_name": "Sequential", "config": {"name": "m", "layers": [
                  {"class_name": "GRU", "config": {"units": 2, "batch_input_shape": [4, null, 3]}},
                  {"class_name": "Dense", "config": {"units": 1}}]}, "keras_version": "2.2.4"}""");
        assertThat(model.inputShape()).isEqualTo(Shape.of(4, Shape.UNKNOWN, 3));
        assertThat(model.countParams()).isEqualTo(3 * 6 + 2 * 6 + 2 * 6 + 3);
    }

    @Test
    void modulesMayBeThoseOfTfKerasOrMissing() {
        for (String module : List.of("\"keras.layers\"", "\"tf_keras.src.layers.core.dense\"", "null")) {
            assertThat(KERAS_2.layer("{\"module\": " + module + ", \"class_name\": \"Dense\", \"config\": {\"units\":"
                            + " 2, \"dtype\": {\"module\": \"keras.mixed_precision\", \"class_name\": \"Policy\","
                            + " \"config\": {\"name\": \"float64\"}}}}"))
                    .satisfies(layer -> assertThat(layer.dtype()).isEqualTo(DType.FLOAT64));
        }
        assertThatThrownBy(() -> KERAS_2.layer(
                        "{\"module\": \"tf_kerasx\", \"class_name\": \"Dense\", \"config\": {\"units\": 2}}"))
                .hasMessage("Dense: must be a class of Keras itself; register a custom layer with KerasConfigs.with."
                        + " Received: module=\"tf_kerasx\", registered_name=nothing.");
    }

    @Test
    void optimizersAndLossesHaveTheirWords() {
        for (ObjectNode item : Golden.cases("keras2/keras2_training.json", "cases")) {
            assertThat(KERAS_2.optimizer(Json.write(item.get("optimizer"))).learningRate())
                    .isEqualTo(item.get("optimizer")
                            .get("config")
                            .get("learning_rate")
                            .doubleValue());
        }
        SGD legacy = (SGD) KERAS_2.optimizer(
                "{\"class_name\": \"SGD\", \"config\": {\"name\": \"SGD\", \"learning_rate\": 0.1, \"decay\": 0.0,"
                        + " \"momentum\": 0.5, \"nesterov\": false}}");
        assertThat(legacy.momentum()).isEqualTo(0.5);
        assertThatThrownBy(() ->
                        KERAS_2.optimizer("{\"class_name\": \"SGD\", \"config\": {\"name\": \"SGD\", \"decay\": 0.5}}"))
                .hasMessage("SGD 'SGD': decay must be 0.0, the only behaviour that is supported. Received: decay=0.5.");
        assertThat(KERAS_2.loss("\"mse\"")).isInstanceOf(MeanSquaredError.class);
        assertThat(KERAS_2.loss("{\"module\": \"keras.losses\", \"class_name\": \"MeanSquaredError\", \"config\":"
                        + " {\"reduction\": \"auto\", \"name\": \"mean_squared_error\", \"fn\": \"mean_squared_error\"},"
                        + " \"registered_name\": null}"))
                .isInstanceOf(MeanSquaredError.class);
        assertThatThrownBy(() -> KerasConfigs.keras3()
                        .loss("{\"module\": \"keras.losses\", \"class_name\": \"MeanSquaredError\", \"config\":"
                                + " {\"reduction\": \"auto\"}, \"registered_name\": null}"))
                .isInstanceOf(KerasFormatException.class);
    }

    @Test
    void aCudnnGruIsAGruWithoutAChoice() {
        String form = "{\"class_name\": \"CuDNNGRU\", \"config\": {\"name\": \"g\", \"units\": 2%s}}";
        GRU gru = (GRU) KERAS_2.layer(form.formatted(""));
        assertThat(KERAS_2.json(gru))
                .isEqualTo(KERAS_2.json(GRU.builder(2).name("g").build()));
        assertThatThrownBy(() -> KERAS_2.layer(form.formatted(", \"reset_after\": true")))
                .hasMessage("CuDNNGRU 'g': reset_after must not be given. Received: reset_after=true.");
        assertThatThrownBy(() -> KerasConfigs.keras3()
                        .layer(
                                "{\"module\": \"keras.layers\", \"class_name\": \"CuDNNGRU\", \"config\": {\"units\": 2},"
                                        + " \"registered_name\": null}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("must be one of the supported layers")
                .hasMessageEndingWith("Received: class_name=CuDNNGRU.");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private static void assertClose(List<Tensor> actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.size(); i++) {
            assertThat(Golden.distance(actual.get(i), tensor(expected.get(i)), TOLERANCE, 0))
                    .isLessThanOrEqualTo(1);
        }
    }

    private static List<Tensor> weights(ObjectNode item) {
        List<Tensor> all = new ArrayList<>();
        item.get("weights").forEach(weight -> all.add(tensor(weight.get("value"))));
        return all;
    }

    private static Tensor tensor(JsonNode node) {
        return Golden.tensor(node, DType.FLOAT32);
    }

    private static List<Tensor> tensors(JsonNode node) {
        List<Tensor> all = new ArrayList<>();
        if (node instanceof ArrayNode array) {
            array.forEach(item -> all.add(tensor(item)));
        }
        return all;
    }

    private static Mask mask(JsonNode node) {
        boolean[][] rows = new boolean[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new boolean[node.get(i).size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = node.get(i).get(j).booleanValue();
            }
        }
        return Mask.of(rows);
    }
}
