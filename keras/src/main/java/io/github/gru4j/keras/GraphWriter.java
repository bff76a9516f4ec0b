package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Merge;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.model.Functional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the edges of a graph in Keras 3's form: every use of a layer as the call that made it. */
final class GraphWriter {

    private final IdentityHashMap<Layer, List<Use>> uses = new IdentityHashMap<>();
    private final Map<Use, Integer> numbers = new HashMap<>(); // within their layer

    /** The writer for a model. */
    GraphWriter(Functional model) {
        for (Use use : model.uses()) {
            List<Use> ofLayer = uses.computeIfAbsent(use.layer(), layer -> new ArrayList<>());
            numbers.put(use, ofLayer.size());
            ofLayer.add(use);
        }
    }

    /** The {@code inbound_nodes} of a layer. */
    ArrayNode inboundNodes(Layer layer) {
        ArrayNode nodes = Json.array();
        if (!(layer instanceof Input)) {
            uses.getOrDefault(layer, List.of()).forEach(use -> nodes.add(call(use)));
        }
        return nodes;
    }

    private ObjectNode call(Use use) {
        Layer layer = use.layer();
        CallSignature signature = CallSignature.of(layer);
        if (layer instanceof RNNCell || signature.constants() > 0) {
            throw new IllegalArgumentException("KerasConfigs: a layer in a graph must not be a cell nor take constants,"
                    + " because Keras 3 has no form for that. Received: " + layer.className() + " '" + layer.name()
                    + "'.");
        }
        List<KerasTensor> given = use.inputs();
        int count = signature.inputs() == CallSignature.ANY ? given.size() : signature.inputs();
        boolean inList = count > 1 || layer instanceof Merge;
        ArrayNode inputs = arguments(given.subList(0, count));
        ArrayNode states = arguments(given.subList(count, given.size()));
        ObjectNode node = Json.object();
        node.putArray("args").add(inList ? inputs : inputs.get(0));
        ObjectNode keywords = node.putObject("kwargs");
        if (!states.isEmpty()) {
            keywords.set("initial_state", states.size() == 1 ? states.get(0) : states);
        } else if (signature.mask()) {
            keywords.set("mask", inList ? nulls(count) : NullNode.instance);
        }
        return node;
    }

    private static JsonNode nulls(int count) {
        ArrayNode list = Json.array();
        for (int i = 0; i < count; i++) {
            list.addNull();
        }
        return list;
    }

    private ArrayNode arguments(List<KerasTensor> tensors) {
        ArrayNode list = Json.array();
        tensors.forEach(tensor -> list.add(
                TensorReference.writeArgument(history(tensor, 0), Kinds.SHAPE.write(tensor.shape()), dtype(tensor))));
        return list;
    }

    private ArrayNode history(KerasTensor tensor, int firstUse) {
        Use use = tensor.use();
        int number = numbers.getOrDefault(use, 0); // an entrance that no output needs has its one use
        return TensorReference.write(use.layer().name(), number + firstUse, tensor.index());
    }

    /** The tensors of a model's inputs or outputs; one stands alone. Keras counts uses of an inner graph from 1 here. */
    ArrayNode ends(List<KerasTensor> tensors) {
        ArrayNode list = Json.array();
        tensors.forEach(tensor -> list.add(history(tensor, tensor.use().layer() instanceof Functional ? 1 : 0)));
        return tensors.size() == 1 ? (ArrayNode) list.get(0) : list;
    }

    private static String dtype(KerasTensor tensor) {
        KerasTensor inner = tensor;
        while (inner.use().layer() instanceof Functional model) {
            inner = model.outputs().get(inner.index());
        }
        Layer layer = inner.use().layer();
        if (layer instanceof Input input && input.integers() != null) {
            return input.integers().name().toLowerCase(Locale.ROOT);
        }
        return layer.dtype().kerasName();
    }
}
