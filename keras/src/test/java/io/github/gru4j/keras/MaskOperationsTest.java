package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Functional;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Operations in a serialised graph: those that make the masks which come anyway are left out, others are refused. */
class MaskOperationsTest {

    private static final KerasConfigs KERAS_3 = KerasConfigs.keras3();

    private static String named(String layer) {
        return "{'class_name': '__keras_tensor__', 'config': {'shape': [null, 5], 'dtype': 'float32', 'keras_history': ['"
                + layer + "', 0, 0]}}";
    }

    private static String node(
            String className, String module, String config, String name, String args, String kwargs) {
        String call = args.isEmpty() ? "" : "{'args': [" + args + "], 'kwargs': {" + kwargs + "}}";
        return "{'module': '" + module + "', 'class_name': '" + className + "', 'config': {'name': '" + name + "'"
                + (config.isEmpty() ? "" : ", " + config) + "}, 'registered_name': "
                + (module.contains("ops") ? "'" + className + "'" : "null") + ", 'name': '" + name
                + "', 'inbound_nodes': [" + call + "]}";
    }

    private static String layer(String className, String config, String name, String args, String kwargs) {
        return node(className, "keras.layers", config, name, args, kwargs);
    }

    private static String operation(String className, String config, String name, String args) {
        return node(className, "keras.src.ops.numpy", config, name, args, "");
    }

    private static final String IDS = layer("InputLayer", "'batch_shape': [null, 5], 'dtype': 'int32'", "ids", "", "");
    private static final String EMBEDDED =
            layer("Embedding", "'input_dim': 6, 'output_dim': 3, 'mask_zero': true", "e", named("ids"), "");
    private static final String NOT_EQUAL = operation("NotEqual", "", "n", named("ids") + ", 0");

    private static String model(String output, String... layers) {
        return ("{'module': 'keras.src.models.functional', 'class_name': 'Functional', 'config': {'name': 'm', 'layers': ["
                        + String.join(", ", layers) + "], 'input_layers': ['ids', 0, 0], 'output_layers': ['" + output
                        + "', 0, 0]}, 'registered_name': 'Functional'}")
                .replace('\'', '"');
    }

    private static String gru(String mask) {
        return layer("GRU", "'units': 2", "g", named("e"), "'mask': " + mask);
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> KERAS_3.layer(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(message);
    }

    private static float[] predicted(String text) {
        Functional model = (Functional) KERAS_3.layer(text);
        for (int i = 0; i < model.weights().size(); i++) {
            Tensor value = model.weights().get(i).value();
            model.weights().get(i).assign(Golden.random(i, value.shape().toArray()));
        }
        return model.predict(Tensor.of(new float[] {1, 2, 0, 3, 0}, 1, 5)).floats();
    }

    /** Whether the file names the mask or leaves it to the layers, which also Keras asks when the graph runs. */
    @Test
    void theMaskThatComesAnywayMayBeNamedOrNot() {
        float[] named = predicted(model("g", IDS, EMBEDDED, NOT_EQUAL, gru(named("n"))));
        assertThat(named).containsExactly(predicted(model("g", IDS, EMBEDDED, gru("null"))));
        assertThat(named).isNotEqualTo(predicted(model("g", IDS, EMBEDDED.replace("true", "false"), gru("null"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NotEqual |                                   | IDS, 1 ",
                "NotEqual |                                   | E, 0   ",
                "NotEqual |                                   | IDS, IDS",
                "NotEqual |                                   | IDS    ",
                "NotEqual |                                   | MASK, 0",
                "Equal    |                                   | IDS, 0 ",
                "Any      | 'axis': -1, 'keepdims': false     | MASK   ",
                "Any      | 'axis': -1, 'keepdims': true      | MASK   ",
                "Any      | 'axis': 1, 'keepdims': false      | MASK   ",
                "Any      | 'axis': -1, 'keepdims': false     | IDS    ",
                "ExpandDims | 'axis': -1                      | MASK   ",
                "ExpandDims | 'axis': 0                       | MASK   ",
                "ZerosLike | 'dtype': 'bool'                  | E      ",
                "OnesLike | 'dtype': 'bool'                   | E      ",
                "OnesLike | 'dtype': 'int32'                  | E      ",
                "LogicalOr |                                  | MASK, MASK",
                "LogicalOr |                                  | MASK   ",
                "LogicalOr |                                  | ITSELF, MASK",
                "LogicalOr |                                  | NOBODY, MASK",
                "Concatenate | 'axis': 1                      | [MASK, MASK]",
                "Concatenate | 'axis': 1                      | []     ",
                "Concatenate | 'axis': 'x'                    | [MASK] ",
                "Cast     | 'dtype': 'bool'                   | MASK   ",
                "GetItem  |                                   | IDS    ",
                "NotEqual |                                   |        "
            })
    void anotherMaskIsRefused(String className, String config, String args) {
        String other = operation(
                className,
                config == null ? "" : config,
                "o",
                (args == null ? "" : args)
                        .replace("IDS", named("ids"))
                        .replace("MASK", named("n"))
                        .replace("ITSELF", named("o"))
                        .replace("NOBODY", named("nobody"))
                        .replace("E,", named("e") + ",")
                        .replaceAll("E$", named("e")));
        assertRefused(
                model("g", IDS, EMBEDDED, NOT_EQUAL, other, gru(named("o"))),
                "layers[4].inbound_nodes[0].kwargs.mask: GRU 'g': must be the mask that its input has by itself, because"
                        + " masks come along with their tensors. Received: operation " + className
                        + " 'o'. Use an input that carries this mask.");
    }

    @Test
    void aMaskForAnInputWithoutOneIsRefused() {
        assertRefused(
                model("g", IDS, EMBEDDED.replace("true", "false"), NOT_EQUAL, gru(named("n"))),
                "layers[3].inbound_nodes[0].kwargs.mask: GRU 'g': must be the mask that its input has by itself, because"
                        + " masks come along with their tensors. Received: operation NotEqual 'n'."
                        + " Use an input that carries this mask.");
    }

    @Test
    void anOperationOnDataIsRefusedByName() {
        String multiply = operation("Multiply", "", "twice", named("e") + ", 2");
        String reason =
                ": must be a tensor of a layer: of operations in a graph, only those that make masks are supported."
                        + " Received: operation Multiply 'twice' of the graph. Use a layer instead.";
        assertRefused(
                model("g", IDS, EMBEDDED, multiply, layer("GRU", "'units': 2", "g", named("twice"), "")),
                "layers[3].inbound_nodes[0].args[0]" + reason);
        assertRefused(model("twice", IDS, EMBEDDED, multiply), "output_layers" + reason);
    }

    @Test
    void anOperationIsNoLayer() {
        String step = operation("Concatenate", "'axis': 1", "c", "");
        assertRefused(
                model("t", IDS, layer("TimeDistributed", "'layer': " + step, "t", named("ids"), "")),
                "layers[1].layer: Concatenate 'c': must be a layer. Received: an operation of module"
                        + "=\"keras.src.ops.numpy\".");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOperationHasANameOfItsOwn(boolean first) {
        String clash = operation("NotEqual", "", "e", named("ids") + ", 0");
        assertRefused(
                first ? model("e", IDS, clash, EMBEDDED) : model("e", IDS, EMBEDDED, clash),
                "layers[2]: " + (first ? "Embedding" : "NotEqual")
                        + " 'e': name must be the layer's own. Received: two layers named 'e'.");
    }

    @Test
    void aChainOfOperationsMayBeAsLongAsItIs() {
        int depth = 20_000;
        String[] layers = new String[depth + 3];
        layers[0] = IDS;
        layers[1] = EMBEDDED;
        layers[2] = gru(named("o0"));
        for (int i = 0; i < depth; i++) {
            layers[i + 3] =
                    operation("ExpandDims", "'axis': -1", "o" + i, named(i == depth - 1 ? "o0" : "o" + (i + 1)));
        }
        assertThatThrownBy(() -> KERAS_3.layer(model("g", layers)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageEndingWith("Received: operation ExpandDims 'o0'. Use an input that carries this mask.");
    }

    /** In Keras 2 a call with states has its mask without being told; Keras 3 has to be told. */
    @Test
    void aCallOfKeras2WithStatesNamesItsMaskInKeras3() {
        String keras2 = ("{'class_name': 'Functional', 'config': {'name': 'm', 'layers': ["
                        + "{'class_name': 'InputLayer', 'config': {'batch_input_shape': [null, 5], 'name': 'x'}, 'name': 'x',"
                        + " 'inbound_nodes': []},"
                        + "{'class_name': 'InputLayer', 'config': {'batch_input_shape': [null, 2], 'name': 's'}, 'name': 's',"
                        + " 'inbound_nodes': []},"
                        + "{'class_name': 'Embedding', 'config': {'input_dim': 6, 'output_dim': 3, 'mask_zero': true, 'name':"
                        + " 'e'}, 'name': 'e', 'inbound_nodes': [[['x', 0, 0, {}]]]},"
                        + "{'class_name': 'GRU', 'config': {'units': 2, 'name': 'g'}, 'name': 'g', 'inbound_nodes': [[['e', 0,"
                        + " 0, {'initial_state': [['s', 0, 0]]}]]]}],"
                        + "'input_layers': [['x', 0, 0], ['s', 0, 0]], 'output_layers': [['g', 0, 0]]}}")
                .replace('\'', '"');
        Functional model = (Functional) KerasConfigs.keras2().layer(keras2);
        assertThat(model.outputs().get(0).use().namesMask()).isTrue();
        String keras3 = KERAS_3.json(model);
        Functional again = (Functional) KERAS_3.layer(keras3);
        assertThat(again.outputs().get(0).use().namesMask()).isTrue();
        assertThat(KERAS_3.json(again)).isEqualTo(keras3);
        assertThat(keras3).contains("[\"mask_not_equal\", 0, 0]");
    }

    // ---- what is written --------------------------------------------------------------------------------------------

    private static JsonNode written(Functional model) {
        return Golden.parse(KERAS_3.json(model).getBytes(StandardCharsets.UTF_8), "")
                .get("config")
                .get("layers");
    }

    @Test
    void masksAreWrittenAsKerasWritesThem() {
        KerasTensor ids = Input.builder(Shape.of(Shape.UNKNOWN, 5))
                .integers(Input.IntegerType.INT32)
                .build()
                .tensor();
        KerasTensor embedded = Embedding.builder(6, 3).maskZero(true).build().connect(ids);
        JsonNode layers = written(Functional.of(ids, GRU.of(2).connect(embedded)));
        assertThat(layers).hasSize(4);
        assertThat(Json.write(layers.get(3)))
                .isEqualTo("{\"module\": \"keras.src.ops.numpy\", \"class_name\": \"NotEqual\", \"config\": {\"name\":"
                        + " \"mask_not_equal\"}, \"registered_name\": \"NotEqual\", \"name\": \"mask_not_equal\","
                        + " \"inbound_nodes\": [{\"args\": [{\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\":"
                        + " [null, 5], \"dtype\": \"int32\", \"keras_history\": [\"input_layer\", 0, 0]}}, 0.0], \"kwargs\":"
                        + " {}}]}");
        assertThat(Json.write(layers.get(2).get("inbound_nodes").get(0).get("kwargs")))
                .isEqualTo("{\"mask\": {\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\": [null, null],"
                        + " \"dtype\": \"bool\", \"keras_history\": [\"mask_not_equal\", 0, 0]}}}");
    }

    @Test
    void aMaskThatOnlyAModelInsideKnowsCannotBeNamed() {
        KerasTensor ids = Input.of(5).tensor();
        Functional inner = Functional.of(
                ids, Embedding.builder(6, 3).maskZero(true).build().connect(ids));
        KerasTensor x = Input.of(5).tensor();
        KerasTensor state = Input.of(2).tensor();
        KerasTensor y =
                GRU.of(2).connectMasked(List.of(inner.connect(x), state)).get(0);
        Functional model = Functional.of(List.of(x, state), List.of(y));
        assertThatThrownBy(() -> KERAS_3.json(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KerasConfigs: a layer with initial states must get its mask from the graph around it, because"
                                + " Keras 3 has no form for one that a model inside or a custom layer makes."
                                + " Received: GRU 'gru'.");
    }
}
