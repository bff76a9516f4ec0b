package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Graphs of layers as text: what Keras 3 and Keras 2 write, what is written here, and what is refused. */
class FunctionalConfigTest {

    private static final KerasConfigs KERAS_3 = KerasConfigs.keras3();
    private static final KerasConfigs KERAS_2 = KerasConfigs.keras2();

    @TempDir
    Path directory;

    // ---- what is written --------------------------------------------------------------------------------------------

    @Test
    void aModelOfTwoHeadsIsWrittenAsKerasWritesIt() throws IOException {
        Path golden = Golden.file("models/functional_two_heads.keras");
        Path saved = directory.resolve("saved.keras");
        KerasFiles.save(KerasFiles.load(golden), saved);
        ObjectNode expected = config(golden);
        removeSharedIds(expected);
        assertThat(Json.write(config(saved))).isEqualTo(Json.write(expected));
        assertThat(HdfTrees.describe(ArchiveReader.read(saved).weights()))
                .isEqualTo(HdfTrees.describe(ArchiveReader.read(golden).weights()));
    }

    private static void removeSharedIds(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("shared_object_id");
        }
        node.forEach(FunctionalConfigTest::removeSharedIds);
    }

    private static ObjectNode config(Path file) throws IOException {
        return Golden.parse(ArchiveReader.read(file).config(), "config.json");
    }

    /** A layer used twice, both kinds of models inside, one of them with two inputs and used twice, and all merges. */
    private static Functional everything() {
        KerasTensor left = Input.of(3).tensor();
        KerasTensor right = Input.of(4).tensor();
        Functional inner = Functional.builder(
                        List.of(left, right),
                        List.of(
                                Concatenate.of().connect(left, right),
                                Dense.of(2).connect(right)))
                .name("inner")
                .build();
        KerasTensor x = Input.of(5, 3).tensor();
        KerasTensor y = Input.of(5, 3).tensor();
        GRU shared = GRU.builder(4).name("shared").returnState(true).build();
        List<KerasTensor> first = shared.connect(List.of(x));
        List<KerasTensor> second = shared.connect(List.of(y, first.get(1)));
        KerasTensor both = Bidirectional.of(GRU.of(4)).connect(x, first.get(0), second.get(0));
        return twoModelsInside(x, y, first.get(0), second.get(1), both, inner);
    }

    private static Functional twoModelsInside(
            KerasTensor x, KerasTensor y, KerasTensor first, KerasTensor second, KerasTensor both, Functional inner) {
        Dense project = Dense.of(3);
        List<KerasTensor> a = inner.connect(List.of(project.connect(first), second));
        List<KerasTensor> b = inner.connect(List.of(project.connect(second), first));
        KerasTensor named = Sequential.builder()
                .add(Input.of(7))
                .add(Dense.of(2))
                .build()
                .connect(Add.of().connect(a.get(0), b.get(0)));
        KerasTensor steps = TimeDistributed.of(Dense.of(2)).connect(x);
        return Functional.of(
                List.of(x, y),
                List.of(
                        Add.of().connect(named, a.get(1), b.get(1)),
                        BatchNormalization.of().connect(steps),
                        both,
                        b.get(1)));
    }

    @Test
    void everyKindOfEdgeSurvives() throws IOException {
        Functional model = everything();
        Path first = directory.resolve("first.keras");
        Path second = directory.resolve("second.keras");
        KerasFiles.save(model, first);
        Model loaded = KerasFiles.load(first);
        KerasFiles.save(loaded, second);
        assertThat(Json.write(config(second))).isEqualTo(Json.write(config(first)));
        assertThat(ArchiveReader.read(second).weights())
                .isEqualTo(ArchiveReader.read(first).weights());
        List<Tensor> inputs = List.of(Golden.random(1, 3, 5, 3), Golden.random(2, 3, 5, 3));
        List<Tensor> expected = model.predict(inputs);
        List<Tensor> received = loaded.predict(inputs);
        assertThat(received).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(received.get(i).floats()).containsExactly(expected.get(i).floats());
        }
        Layer again = KERAS_3.layer(KERAS_3.json(model));
        assertThat(KERAS_3.json(again)).isEqualTo(KERAS_3.json(model));
        assertThat(again.countParams()).isEqualTo(model.countParams());
    }

    @Test
    void callsAreWrittenInTheFormOfKeras3() {
        ObjectNode config = Golden.parse(KERAS_3.json(everything()).getBytes(StandardCharsets.UTF_8), "");
        JsonNode graph = config.get("config");
        assertThat(Json.write(config.get("registered_name"))).isEqualTo("\"Functional\"");
        assertThat(nodes(graph, "shared"))
                .isEqualTo("[{\"args\": [" + tensor("null, 5, 3", "input_layer", 0, 0)
                        + "], \"kwargs\": {\"mask\": null}},"
                        + " {\"args\": [" + tensor("null, 5, 3", "input_layer_1", 0, 0)
                        + "], \"kwargs\": {\"initial_state\": " + tensor("null, 4", "shared", 0, 1) + "}}]");
        assertThat(nodes(graph, "inner"))
                .startsWith("[{\"args\": [[" + tensor("null, 3", "dense", 0, 0) + ", "
                        + tensor("null, 4", "shared", 1, 1) + "]], \"kwargs\": {\"mask\": [null, null]}}, ");
        assertThat(nodes(graph, "bidirectional"))
                .endsWith("\"kwargs\": {\"initial_state\": [" + tensor("null, 4", "shared", 0, 0) + ", "
                        + tensor("null, 4", "shared", 1, 0) + "]}}]");
        assertThat(Json.write(graph.get("input_layers")))
                .isEqualTo("[[\"input_layer\", 0, 0], [\"input_layer_1\", 0, 0]]");
        assertThat(Json.write(graph.get("output_layers")))
                .endsWith("[\"inner\", 2, 1]]"); // counted from 1, but only here
    }

    private static String nodes(JsonNode graph, String layer) {
        for (JsonNode item : graph.get("layers")) {
            if (item.get("name").stringValue().equals(layer)) {
                return Json.write(item.get("inbound_nodes"));
            }
        }
        throw new AssertionError(layer);
    }

    private static String tensor(String shape, String layer, int use, int output) {
        return "{\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\": [" + shape
                + "], \"dtype\": \"float32\", \"keras_history\": [\"" + layer + "\", " + use + ", " + output + "]}}";
    }

    @Test
    void shapesAreNamedWhereACallHasStates() {
        KerasTensor x = Input.of(5, 3).tensor();
        KerasTensor state = Input.of(4).tensor();
        Functional model =
                Functional.of(List.of(x, state), List.of(RNN.of(GRUCell.of(4)).connect(x, state)));
        assertThat(KERAS_3.json(model))
                .contains("\"build_config\": {\"shapes_dict\": {\"sequences_shape\": [null, 5, 3],"
                        + " \"initial_state_shape\": [null, 4]}}")
                .endsWith("\"registered_name\": \"Functional\", \"build_config\": {\"input_shape\": null}}");
    }

    @Test
    void whatKeras3CannotCallIsNotWritten() {
        KerasTensor x = Input.of(3).tensor();
        KerasTensor state = Input.of(4).tensor();
        Functional model =
                Functional.of(List.of(x, state), List.of(GRUCell.of(4).connect(x, state)));
        assertThatThrownBy(() -> KERAS_3.json(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KerasConfigs: a layer in a graph must not be a cell nor take constants, because Keras 3 has"
                                + " no form for that. Received: GRUCell 'gru_cell'.");
    }

    // ---- what is read -----------------------------------------------------------------------------------------------

    private static final String X = layer("InputLayer", "\"batch_shape\": [null, 5, 3]", "x", "");
    private static final String STATE = layer("InputLayer", "\"batch_shape\": [null, 4]", "s", "");

    private static String layer(String className, String config, String name, String nodes) {
        return "{\"module\": \"keras.layers\", \"class_name\": \"" + className + "\", \"config\": {\"name\": \"" + name
                + "\"" + (config.isEmpty() ? "" : ", " + config) + "}, \"registered_name\": null, \"name\": \"" + name
                + "\", \"inbound_nodes\": [" + nodes + "]}";
    }

    private static String model(String inputs, String outputs, String... layers) {
        return "{\"module\": \"keras\", \"class_name\": \"Functional\", \"config\": {\"name\": \"m\", \"layers\": ["
                + String.join(", ", layers) + "], \"input_layers\": " + inputs + ", \"output_layers\": " + outputs
                + "}, \"registered_name\": \"Functional\"}";
    }

    private static String inKeras2(String model) {
        return model.replace("\"batch_shape\"", "\"batch_input_shape\"");
    }

    private static String gruModel(String node) {
        return model(
                "[[\"x\", 0, 0], [\"s\", 0, 0]]", "[[\"g\", 0, 0]]", X, STATE, layer("GRU", "\"units\": 4", "g", node));
    }

    private static String named(String layer) {
        return tensor("null", layer, 0, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'args': [X, S], 'kwargs': {}} | s",
                "{'args': [X], 'kwargs': {'initial_state': S}} | s",
                "{'args': [X], 'kwargs': {'initial_state': [S], 'mask': null, 'training': false}} | s",
                "{'args': [[X]], 'kwargs': {'initial_state': null}} | none",
                "{'args': [X, null, null, false]} | none",
                "[['x', 0, 0]] | none",
                "['x', 0, 0, {}] | none",
                "[['x', 0, 0, {'initial_state': ['s', 0, 0]}]] | s"
            })
    void aCallMayBeWrittenInSeveralWays(String node, String states) {
        Functional model = (Functional) KERAS_3.layer(
                gruModel(node.replace('\'', '"').replace("X", named("x")).replace("S", named("s"))));
        assertThat(model.outputs().get(0).use().inputs().stream()
                        .map(tensor -> tensor.use().layer().name()))
                .containsExactlyElementsOf(states.equals("s") ? List.of("x", "s") : List.of("x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[['x', 0, 0, {}], ['s', 0, 0, {}]]",
                "[['x', 0, 0, {'initial_state': [['s', 0, 0]]}]]",
                "[['x', 0, 0, {'initial_state': ['s', 0, 0], 'mask': null, 'training': null}]]"
            })
    void keras2GivesStatesAsFurtherTensorsOrAsAnArgument(String node) {
        Functional model = (Functional) KERAS_2.layer(inKeras2(gruModel(node.replace('\'', '"'))));
        assertThat(model.outputs().get(0).use().inputs()).hasSize(2);
        assertThat(KERAS_3.layer(KERAS_3.json(model)).countParams()).isEqualTo(model.countParams());
    }

    @Test
    void keras2CallsItModelInItsEarlyVersions() {
        String text = inKeras2(gruModel("[[\"x\", 0, 0, {}]]")).replace("\"Functional\"", "\"Model\"");
        assertThat(KERAS_2.layer(text)).isInstanceOf(Functional.class);
        assertThatThrownBy(() -> KERAS_3.layer(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageEndingWith("Received: class_name=Model.");
    }

    /** The first use of a model that starts with an entrance is its own, to Keras 2 everywhere. */
    @Test
    void usesOfAModelInsideAreCountedAsTheGenerationCounts() {
        String inner = model(
                        "[[\"a\", 0, 0]]",
                        "[[\"d\", 0, 0]]",
                        layer("InputLayer", "\"batch_shape\": [null, 3]", "a", ""),
                        layer("Dense", "\"units\": 3", "d", "[[\"a\", 0, 0, {}]]"))
                .replace(
                        "\"registered_name\": \"Functional\"}",
                        "\"registered_name\": \"Functional\", \"name\": \"i\","
                                + " \"inbound_nodes\": [[[\"v\", 0, 0, {}]]]}");
        String v = layer("InputLayer", "\"batch_shape\": [null, 3]", "v", "");
        String after = model(
                "[\"v\", 0, 0]",
                "[\"e\", 0, 0]",
                v,
                inner,
                layer("Dense", "\"units\": 1", "e", "[[\"i\", USE, 0, {}]]"));
        assertThat(KERAS_3.layer(after.replace("USE", "0")).countParams()).isEqualTo(16);
        assertThat(KERAS_2.layer(inKeras2(after.replace("USE", "1"))).countParams())
                .isEqualTo(16);
        assertThatThrownBy(() -> KERAS_2.layer(inKeras2(after.replace("USE", "0"))))
                .hasMessageEndingWith("must name a use of 'i', of which there are 1, counted from 1. Received: 0.");
        String last = model("[\"v\", 0, 0]", "[\"i\", 1, 0]", v, inner);
        assertThat(KERAS_3.layer(last).countParams()).isEqualTo(12);
        assertThat(KERAS_2.layer(inKeras2(last)).countParams()).isEqualTo(12);
    }

    @Test
    void aLayerThatNoOutputNeedsIsLeftOut() {
        Functional model = (Functional) KERAS_3.layer(model(
                "[\"x\", 0, 0]",
                "[\"x\", 0, 0]",
                X,
                layer("Dense", "\"units\": 2", "d", "[[\"x\", 0, 0]]"),
                layer("Dense", "\"units\": 2", "e", "")));
        assertThat(model.layers()).hasSize(1);
    }

    // ---- what is refused --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'args': [X], 'kwargs': {'mask': S}} | inbound_nodes[0].kwargs.mask: GRU 'g': must be the mask that its"
                        + " input has by itself, because masks come along with their tensors. Received: a tensor of 's'."
                        + " Use an input that carries this mask.",
                "{'args': [X], 'kwargs': {'mask': [null, S]}} | GRU 'g': mask must be one for each input. Received: mask=[",
                "{'args': [X], 'kwargs': {'mask': 5}} | inbound_nodes[0].kwargs.mask: must be a tensor of a layer",
                "{'args': [X], 'kwargs': {'training': true}} | inbound_nodes[0].kwargs: GRU 'g': training must be left to"
                        + " the model. Received: training=true.",
                "{'args': [X], 'kwargs': {'speed': 1}} | GRU 'g': config must have no other keys than [initial_state,"
                        + " mask, training]. Received: [speed].",
                "{'args': [X], 'kwargs': [1]} | inbound_nodes[0].kwargs: GRU 'g': must be an object. Received: [1].",
                "{'args': [X], 'kwargs': {}, 'more': 1} | must have no other keys than [args, kwargs]. Received: [more].",
                "{'args': [], 'kwargs': {}} | inbound_nodes[0].args: GRU 'g': must be a list of one or more arguments."
                        + " Received: [].",
                "{'kwargs': {}} | GRU 'g': args must be given. Received: no key 'args'.",
                "{'args': [1.5]} | inbound_nodes[0].args[0]: must be a tensor of a layer, [name, use, output]. Received:"
                        + " 1.5.",
                "{'args': [X, S, S]} | inbound_nodes[0].args[2]: GRU 'g': must be null, because a call takes 1 tensor,"
                        + " and perhaps 1 initial state. Received: {",
                "{'args': [X, [S, S]]} | inbound_nodes[0]: GRU 'g': must be a call with 1 tensor, and perhaps 1 initial"
                        + " state. Received: 3 tensors.",
                "[['x', 0, 0], ['s', 0, 0]] | inbound_nodes[0]: GRU 'g': must be a call with 1 tensor, and perhaps 1 initial"
                        + " state, as an argument of their own. Received: 2 tensors in one.",
                "{'args': [[X, S]]} | as an argument of their own. Received: 2 tensors in one.",
                "[] | inbound_nodes[0]: GRU 'g': must be a call with 1 tensor",
                "7 | inbound_nodes[0]: GRU 'g': must be a call of the layer. Received: 7.",
                "[['x', 0]] | inbound_nodes[0][0]: GRU 'g': must be a tensor of a layer, [name, use, output, arguments]."
                        + " Received: [\"x\", 0].",
                "[['x', 0, 0, {}, 5]] | GRU 'g': must be a tensor of a layer, [name, use, output, arguments].",
                "[['x', 99999999999, 0]] | GRU 'g': must be a tensor of a layer",
                "[['x', -1, 0]] | GRU 'g': must be a tensor of a layer",
                "[['no', 0, 0]] | inbound_nodes[0][0]: must name a layer of the graph. Received: 'no'.",
                "[['x', 1, 0]] | must name a use of 'x', of which there are 1, counted from 0. Received: 1.",
                "[['x', 0, 1]] | must name an output of 'x', of which there are 1, counted from 0. Received: 1.",
                "[['g', 0, 0]] | inbound_nodes[0][0]: must not depend on itself. Received: a circle of layers through"
                        + " 'g'.",
                "[['s', 0, 0]] | GRU 'g': must fit its inputs, of shape [null, 4]. Received: "
            })
    void aCallThatIsWrongIsNamed(String node, String message) {
        String text = gruModel(node.replace('\'', '"').replace("X", named("x")).replace("S", named("s")));
        assertRefused(KERAS_3, text, message);
    }

    @Test
    void keras2RefusesAMaskThatACallNames() {
        assertRefused(
                KERAS_2,
                inKeras2(gruModel("[[\"x\", 0, 0, {\"mask\": [\"s\", 0, 0]}]]")),
                "GRU 'g': mask must be null, because masks come along with their tensors. Received: mask=[\"s\", 0, 0].");
    }

    @Test
    void aLayerWithoutTheArgumentRefusesAMask() {
        String node = "{\"args\": [" + named("x") + "], \"kwargs\": {\"mask\": " + named("s") + "}}";
        assertRefused(
                KERAS_3,
                model("[\"x\", 0, 0]", "[\"d\", 0, 0]", X, STATE, layer("Dense", "\"units\": 2", "d", node)),
                "Dense 'd': mask must be null, because masks come along with their tensors. Received: mask={");
    }

    /** Keras sorts the keys where it needs a list ({@code keras.tree.flatten}). */
    @Test
    void theEndsOfADictionaryAreSortedByItsKeys() {
        String text = gruModel("[[\"x\", 0, 0]]")
                .replace("[[\"x\", 0, 0], [\"s\", 0, 0]]", "{\"b\": [\"x\", 0, 0], \"a\": [\"s\", 0, 0]}")
                .replace("[[\"g\", 0, 0]]}, \"reg", "{\"z\": [\"g\", 0, 0], \"y\": [\"s\", 0, 0]}}, \"reg");
        Functional model = (Functional) KERAS_3.layer(text.replace(
                "\"output_layers\": [[\"g\", 0, 0]]",
                "\"output_layers\": {\"z\": [\"g\", 0, 0], \"y\": [\"s\", 0, 0]}"));
        assertThat(names(model.inputs())).containsExactly("s", "x");
        assertThat(names(model.outputs())).containsExactly("s", "g");
        assertThat(KERAS_3.json(model)).contains("\"input_layers\": [[\"s\", 0, 0], [\"x\", 0, 0]]");
    }

    private static List<String> names(List<KerasTensor> tensors) {
        return tensors.stream().map(tensor -> tensor.use().layer().name()).toList();
    }

    @Test
    void keras2RefusesTrainingThatACallFixes() {
        assertRefused(
                KERAS_2,
                inKeras2(gruModel("[[\"x\", 0, 0, {\"training\": false}]]")),
                "GRU 'g': training must be left to the model. Received: training=false.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | ['d', 0, 0] | Functional: inputs must be one or more, each once. Received: [].",
                "['x', 0, 0] | [] | Functional: outputs must hold at least one tensor. Received: none.",
                "[['x', 0, 0], ['x', 0, 0]] | ['d', 0, 0] | Functional: inputs must be one or more, each once.",
                "['d', 0, 0] | ['d', 0, 0] | Functional: inputs must be tensors of Input layers.",
                "['s', 0, 0] | ['d', 0, 0] | Functional: every tensor must come from the inputs.",
                "{'x': ['x', 0]} | ['d', 0, 0] | input_layers.x: must be a tensor of a layer, [name, use, output].",
                "{} | ['d', 0, 0] | Functional: inputs must be one or more, each once. Received: [].",
                "['x', 0, 0] | ['d', 1, 0] | output_layers: must name a use of 'd', of which there are 1, counted from 0."
                        + " Received: 1.",
                "['x', 0, 0] | ['d', 0, 1] | output_layers: must name an output of 'd'",
                "['x', 0, 0] | [['d', 0, 0], ['q', 0, 0]] | output_layers[1]: must name a layer of the graph. Received:"
                        + " 'q'.",
                "['x', 0, 0] | null | output_layers must be given. Received: output_layers=null."
            })
    void anEndThatIsWrongIsNamed(String inputs, String outputs, String message) {
        String dense = layer("Dense", "\"units\": 2", "d", "[[\"x\", 0, 0]]");
        assertRefused(KERAS_3, model(inputs.replace('\'', '"'), outputs.replace('\'', '"'), X, STATE, dense), message);
    }

    @Test
    void aLayerThatIsWrongIsNamed() {
        String ends = "[\"x\", 0, 0]";
        assertRefused(
                KERAS_3,
                model(ends, ends, X, X),
                "InputLayer 'x': name must be the layer's own. Received: two" + " layers named 'x'.");
        assertRefused(
                KERAS_3,
                model(ends, ends, X.replace(", \"name\": \"x\", \"inbound", ", \"inbound")),
                "InputLayer 'x': name must stand beside the config of a layer in a graph. Received: name=nothing.");
        assertRefused(
                KERAS_3,
                model(ends, ends, X.replace("[]}", "{}}")),
                "layers[0]: InputLayer 'x': inbound_nodes must be a list. Received: {}.");
        assertRefused(
                KERAS_3,
                model(ends, ends, X.replace("[]}", "[1]}")),
                "layers[0]: InputLayer 'x': inbound_nodes must be empty for an entrance. Received: [1].");
        assertRefused(
                KERAS_3,
                model(ends, ends, X, layer("Dense", "\"units\": 2", "d", "[[\"x\", 0, 0], [\"x\", 0, 0]]")),
                "Dense 'd': must be a call with 1 tensor. Received: 2 tensors.");
        assertRefused(
                KERAS_3,
                model(ends, ends, X, STATE, layer("Add", "", "a", "[[\"x\", 0, 0], [\"s\", 0, 0]]")),
                "Add 'a': must fit its inputs, of shape [[null, 5, 3], [null, 4]]. Received: Add 'a': ");
        assertRefused(
                KERAS_3,
                model(ends, ends).replace("\"layers\": []", "\"layers\": {}"),
                "Functional 'm': layers must be a list. Received: layers={}.");
        assertRefused(
                KERAS_3,
                model(ends, ends, X, layer("Dense", "\"units\": 2000000000", "d", "[[\"x\", 0, 0]]")),
                "Dense 'd': the model must not have more weights than a text may ask for, 268435456 numbers. Received: a"
                        + " layer of 8000000000 weights.");
    }

    @Test
    void aCircleOfSeveralLayersIsRefused() {
        assertRefused(
                KERAS_3,
                model(
                        "[\"x\", 0, 0]",
                        "[\"a\", 0, 0]",
                        X,
                        layer("ReLU", "", "a", "[[\"b\", 0, 0]]"),
                        layer("ReLU", "", "b", "[[\"c\", 0, 0]]"),
                        layer("ReLU", "", "c", "[[\"a\", 0, 0]]")),
                "layers[3].inbound_nodes[0][0]: must not depend on itself. Received: a circle of layers through 'a'.");
    }

    /** A layer is called a second time on what a later layer made of its first call. */
    @Test
    void aLayerMayBeUsedAgainBehindALaterOne() {
        Functional model = (Functional) KERAS_3.layer(model(
                "[\"x\", 0, 0]",
                "[\"b\", 1, 0]",
                X,
                layer("Dense", "\"units\": 3", "a", "[[\"x\", 0, 0]], [[\"b\", 0, 0]]"),
                layer("Dense", "\"units\": 3", "b", "[[\"a\", 0, 0]], [[\"a\", 1, 0]]")));
        assertThat(model.uses()).hasSize(5);
        assertThat(model.countParams()).isEqualTo(24);
        assertThat(KERAS_3.json(KERAS_3.layer(KERAS_3.json(model)))).isEqualTo(KERAS_3.json(model));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGraphMayBeAsDeepAsItIsLong(boolean lastFirst) {
        int depth = 20_000;
        String[] layers = new String[depth + 1];
        layers[lastFirst ? depth : 0] = layer("InputLayer", "\"batch_shape\": [null, 1]", "0", "");
        for (int i = 1; i <= depth; i++) {
            layers[lastFirst ? depth - i : i] = layer("ReLU", "", Integer.toString(i), "[[\"" + (i - 1) + "\", 0, 0]]");
        }
        Functional model = (Functional) KERAS_3.layer(model("[\"0\", 0, 0]", "[\"" + depth + "\", 0, 0]", layers));
        assertThat(model.layers()).hasSize(depth + 1);
        assertThat(model.layers().get(depth).name()).isEqualTo(Integer.toString(depth));
        assertThat(model.predict(Tensor.of(new float[] {-1, 2}, 2, 1)).floats()).containsExactly(0, 2);
        assertThat(KERAS_3.json(model)).hasSizeGreaterThan(depth);
    }

    @Test
    void aCallMayTakeVeryManyTensors() {
        String many = "[\"x\", 0, 0], ".repeat(50_000) + "[\"x\", 0, 0]";
        Functional model = (Functional)
                KERAS_3.layer(model("[\"x\", 0, 0]", "[\"a\", 0, 0]", X, layer("Add", "", "a", "[" + many + "]")));
        assertThat(model.uses().get(1).inputs()).hasSize(50_001);
        assertThat(model.outputs().get(0).use().layer().dtype()).isEqualTo(DType.FLOAT32);
    }

    private static void assertRefused(KerasConfigs configs, String text, String message) {
        assertThatThrownBy(() -> configs.layer(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining(message);
    }
}
