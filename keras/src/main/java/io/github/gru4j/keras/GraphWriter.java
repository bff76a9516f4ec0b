package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Merge;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.SymbolicMask;
import io.github.gru4j.model.SymbolicMasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the edges of a graph in Keras 3's form: every use of a layer as the call that made it.
 *
 * <p>A mask that Keras finds while a graph is made is an argument of the call and has its operations in the graph, as Keras
 * writes it: the order of layers and weights depends on them.
 */
final class GraphWriter {

    private final IdentityHashMap<Layer, List<Use>> uses = new IdentityHashMap<>();
    private final Map<Use, Integer> numbers = new HashMap<>(); // within their layer
    private final SymbolicMasks masks = SymbolicMasks.whileMade();
    private final SymbolicMasks running = SymbolicMasks.whileRunning();
    private final MaskWriter operations;

    /** The writer for a model. */
    GraphWriter(Functional model) {
        for (Use use : model.uses()) {
            List<Use> ofLayer = uses.computeIfAbsent(use.layer(), layer -> new ArrayList<>());
            numbers.put(use, ofLayer.size());
            ofLayer.add(use);
            masks.add(use);
            running.add(use);
        }
        Set<String> names = new HashSet<>();
        model.layers().forEach(layer -> names.add(layer.name()));
        operations = new MaskWriter(this, names);
    }

    /** The operations that calls written so far refer to, as members of the graph. */
    List<ObjectNode> operations() {
        return operations.written();
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
            if (use.namesMask() && running.of(given.get(0)) != null) {
                keywords.set("mask", heeded(use));
            }
        } else if (signature.mask()) {
            boolean recorded = !masks.recorded(use).isEmpty();
            ArrayNode each = Json.array();
            for (KerasTensor input : given) {
                SymbolicMask mask = recorded ? masks.of(input) : null;
                each.add(mask == null ? NullNode.instance : operations.argument(mask));
            }
            keywords.set("mask", inList ? each : each.get(0));
        }
        return node;
    }

    /** The mask of a call with states, which Keras would run without one. */
    private ObjectNode heeded(Use use) {
        SymbolicMask mask = masks.of(use.inputs().get(0));
        if (mask == null) {
            throw new IllegalArgumentException(
                    "KerasConfigs: a layer with initial states must get its mask from the graph"
                            + " around it, because Keras 3 has no form for one that a model inside or a custom layer makes."
                            + " Received: " + use.layer().className() + " '"
                            + use.layer().name() + "'.");
        }
        return operations.argument(mask);
    }

    private ArrayNode arguments(List<KerasTensor> tensors) {
        ArrayNode list = Json.array();
        tensors.forEach(tensor -> list.add(argument(tensor)));
        return list;
    }

    /** A tensor of a layer as an argument of a call. */
    ObjectNode argument(KerasTensor tensor) {
        return TensorReference.writeArgument(history(tensor, 0), Kinds.SHAPE.write(tensor.shape()), tensor.dtype());
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
}
