package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The layer of a golden case in one element type: made from its serialised form, built, given the recorded weights, and
 * called as Keras was. Belongs to one run of one case.
 */
final class LayerCase {

    /** The kinds of cases, and the classes of their layers. */
    private static final Map<String, String> KINDS = Map.of(
            "gru_cell", "GRUCell", "gru", "GRU", "rnn", "RNN", "stacked_rnn", "RNN", "bidirectional", "Bidirectional");

    private static final List<String> CALL = List.of(
            "inputs",
            "mask",
            "initial_state",
            "constants",
            "training",
            "forced_dropout",
            "reset_state_before",
            "reset_states_before",
            "outputs",
            "states",
            "layer_states_after");

    private static final List<String> DROPOUT = List.of("input_masks", "recurrent_masks");

    private final Layer layer;
    private final DType dtype;

    private LayerCase(Layer layer, DType dtype) {
        this.layer = layer;
        this.dtype = dtype;
    }

    /** The layer of a case of Keras 3, built for the shape that the case records. */
    static LayerCase of(GoldenFile file, ObjectNode item, DType dtype) {
        ObjectNode serialized =
                (ObjectNode) GoldenArrays.required(item, "layer").deepCopy();
        setDType(serialized, dtype);
        setImplementation(serialized, GoldenArrays.required(item, "implementation"));
        checkKind(GoldenArrays.text(item, "kind"), serialized);
        Shape shape = GoldenArrays.shape(GoldenArrays.required(item, "build_shape"));
        return of(file, serialized, List.of(shape), GoldenArrays.required(item, "weights"), dtype);
    }

    /** A layer from its serialised form, built for inputs of these shapes. */
    static LayerCase of(GoldenFile file, JsonNode serialized, List<Shape> shapes, JsonNode weights, DType dtype) {
        Layer layer = file.configs().layer(serialized.toString());
        layer.build(shapes);
        checkNames(layer, weights);
        layer.setWeights(GoldenArrays.values(weights, dtype));
        return new LayerCase(layer, dtype);
    }

    private static void checkKind(String kind, JsonNode layer) {
        String type = KINDS.get(kind);
        if (type == null) {
            throw new GoldenFormatException("has an unknown kind, '" + kind + "'");
        }
        if (!type.equals(layer.path("class_name").asString(""))) {
            throw new GoldenFormatException("is of the kind '" + kind + "', but its layer is not a " + type);
        }
    }

    /** The recorded weights must be those of the layer by name, too; Keras 2 has a path in the name. */
    private static void checkNames(Layer layer, JsonNode weights) {
        List<String> recorded = GoldenArrays.list(weights).stream()
                .filter(weight -> !GoldenArrays.isSeed(weight))
                .map(weight -> GoldenArrays.text(weight, "name"))
                .map(name -> name.substring(name.lastIndexOf('/') + 1).replace(":0", ""))
                .toList();
        List<String> own = layer.weights().stream().map(Parameter::name).toList();
        if (!own.equals(recorded)) {
            throw new GoldenFormatException("has the weights " + recorded + ", but its layer has " + own);
        }
    }

    /** Puts an element type in place of every one that a serialised object names. */
    static void setDType(JsonNode node, DType dtype) {
        if (node instanceof ObjectNode object && object.has("dtype")) {
            object.put("dtype", dtype.kerasName());
        }
        node.forEach(child -> setDType(child, dtype));
    }

    /** Keras takes this argument of a cell and does not put it in the config. */
    private static void setImplementation(JsonNode node, JsonNode implementation) {
        String type = node.path("class_name").asString("");
        if ((type.equals("GRUCell") || type.equals("GRU")) && node.get("config") instanceof ObjectNode config) {
            config.set("implementation", implementation);
        }
        node.forEach(child -> setImplementation(child, implementation));
    }

    /** The layer itself. */
    Layer layer() {
        return layer;
    }

    /** The layer and everything inside it, of one type, in order. */
    private <T> List<T> all(Class<T> type) {
        return Stream.concat(Stream.<Module>of(layer), layer.submodules().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** What a recorded call feeds: inputs, then initial states, then constants. A cell on its own always has states. */
    List<Tensor> inputs(JsonNode call, boolean nested) {
        JsonNode recorded = GoldenArrays.required(call, "inputs");
        List<Tensor> inputs = new ArrayList<>(
                nested ? GoldenArrays.tensors(recorded, dtype) : List.of(GoldenArrays.tensor(recorded, dtype)));
        List<Tensor> states = GoldenArrays.tensors(GoldenArrays.required(call, "initial_state"), dtype);
        if (states.isEmpty() && layer instanceof RNNCell cell) {
            states = cell.getInitialState(inputs.get(0).dim(0));
        }
        inputs.addAll(states);
        if (call.has("constants")) {
            inputs.addAll(GoldenArrays.tensors(call.get("constants"), dtype));
        }
        return inputs;
    }

    /** The context of a recorded call: training or not, its mask, its forced dropout masks. */
    Call context(JsonNode recorded) {
        Call call = GoldenArrays.flag(recorded, "training") ? Call.training(new Generator(1)) : Call.inference();
        call = call.recording(false).withMask(GoldenArrays.mask(GoldenArrays.required(recorded, "mask")));
        return recorded.has("forced_dropout") ? force(call, recorded.get("forced_dropout")) : call;
    }

    private Call force(Call call, JsonNode forced) {
        List<GRUCell> cells = all(GRUCell.class);
        if (forced.size() != cells.size()) {
            throw new GoldenFormatException(
                    "has dropout masks for " + forced.size() + " cells, but the layer has " + cells.size());
        }
        Call result = call;
        for (int i = 0; i < cells.size(); i++) {
            GoldenArrays.only(forced.get(i), DROPOUT);
            result = result.withDropoutMasks(
                    cells.get(i),
                    new DropoutMasks(
                            GoldenArrays.tensors(GoldenArrays.required(forced.get(i), "input_masks"), dtype),
                            GoldenArrays.tensors(GoldenArrays.required(forced.get(i), "recurrent_masks"), dtype)));
        }
        return result;
    }

    private void resetState() {
        if (layer instanceof Bidirectional bidirectional) {
            bidirectional.resetState();
        } else {
            ((RNN) layer).resetState();
        }
    }

    /** Makes the recorded calls, one after the other, and compares outputs and states. */
    void compare(JsonNode calls, boolean nested, Check check) {
        List<JsonNode> recorded = GoldenArrays.list(calls);
        for (int i = 0; i < recorded.size(); i++) {
            JsonNode call = recorded.get(i);
            GoldenArrays.only(call, CALL);
            check.in(dtype.kerasName() + (recorded.size() > 1 ? ", call " + i : ""));
            reset(call);
            List<Tensor> received =
                    layer.apply(inputs(call, nested), context(call)).outputs();
            List<Tensor> outputs = GoldenArrays.tensors(GoldenArrays.required(call, "outputs"), dtype);
            List<Tensor> states = GoldenArrays.tensors(GoldenArrays.required(call, "states"), dtype);
            if (received.size() != outputs.size() + states.size()) {
                check.fail("expected " + outputs.size() + " outputs and " + states.size() + " states, received "
                        + received.size() + " arrays");
                return;
            }
            check.close("outputs", received.subList(0, outputs.size()), outputs);
            check.close("states", received.subList(outputs.size(), received.size()), states);
            List<Tensor> stored = new ArrayList<>();
            all(RNN.class).forEach(rnn -> stored.addAll(rnn.states()));
            if (call.has("layer_states_after") || !stored.isEmpty()) {
                check.close(
                        "layer states",
                        stored,
                        GoldenArrays.tensors(GoldenArrays.required(call, "layer_states_after"), dtype));
            }
        }
    }

    private void reset(JsonNode call) {
        JsonNode reset = call.has("reset_state_before")
                ? call.get("reset_state_before")
                : GoldenArrays.required(call, "reset_states_before");
        if (reset.isArray()) {
            ((RNN) layer).resetState(GoldenArrays.tensors(reset, dtype));
        } else if (reset.booleanValue()) {
            resetState();
        }
    }
}
