package io.github.gru4j.keras;

import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Module;
import io.github.gru4j.model.SymbolicMask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes masks as the operations that make them, under names that no layer has: when Keras reads the file, operations of
 * its own making would take the names of layers ({@code concatenate}).
 *
 * <p>Not thread-safe.
 */
final class MaskWriter {

    private static final String AXIS = "axis";
    private static final String CAST = "Cast";
    private static final String DTYPE = "dtype";

    private final GraphWriter graph;
    private final Set<String> names;
    private final Map<SymbolicMask, String> written = new HashMap<>();
    private final List<ObjectNode> members = new ArrayList<>();

    /**
     * Nothing written yet.
     *
     * @param graph writes the tensors of layers
     * @param names that are taken
     */
    MaskWriter(GraphWriter graph, Set<String> names) {
        this.graph = graph;
        this.names = names;
    }

    /** The operations so far, each after those that it takes. */
    List<ObjectNode> written() {
        return members;
    }

    /** A mask as an argument of a call. */
    ObjectNode argument(SymbolicMask mask) {
        Deque<SymbolicMask> stack = new ArrayDeque<>();
        stack.addLast(mask);
        while (!stack.isEmpty()) {
            SymbolicMask next = stack.getLast();
            int before = stack.size();
            for (Object operand : next.operands()) {
                if (operand instanceof SymbolicMask inside && !written.containsKey(inside)) {
                    stack.addLast(inside);
                }
            }
            if (stack.size() == before) {
                stack.removeLast();
                if (!written.containsKey(next)) {
                    write(next);
                }
            }
        }
        return reference(mask);
    }

    private ObjectNode reference(Object operand) {
        if (operand instanceof KerasTensor tensor) {
            return graph.argument(tensor);
        }
        SymbolicMask mask = (SymbolicMask) operand;
        ArrayNode shape = Json.array();
        for (int axis = 0; axis < mask.rank(); axis++) {
            shape.addNull();
        }
        return TensorReference.writeArgument(
                TensorReference.write(written.getOrDefault(mask, ""), 0, 0), shape, dtype(mask));
    }

    private void write(SymbolicMask mask) {
        List<Object> operands = mask.operands();
        ObjectNode config = Json.object();
        config.put("name", name(mask));
        ArrayNode args = Json.array().add(reference(operands.get(0)));
        switch (mask.operation()) {
            case "NotEqual" -> args.add((double) operands.get(1));
            case "LogicalOr" -> args.add(reference(operands.get(1)));
            case "Any" -> config.put(AXIS, -1).put("keepdims", false);
            case "ExpandDims" -> config.put(AXIS, -1);
            case "Cast" -> config.put(DTYPE, dtype(mask));
            case "Concatenate" -> {
                int parts = operands.size() - 1;
                ArrayNode list = Json.array();
                operands.subList(0, parts).forEach(part -> list.add(reference(part)));
                args = Json.array().add(list);
                config.put(AXIS, (int) operands.get(parts));
            }
            default -> config.put(DTYPE, dtype(mask)); // ZerosLike, OnesLike
        }
        String module = mask.operation().equals(CAST) ? "keras.src.ops.core" : "keras.src.ops.numpy";
        ObjectNode member = Serialized.write(module, mask.operation(), config, mask.operation());
        member.put("name", config.get("name").stringValue());
        ObjectNode node = Json.object();
        node.set("args", args);
        node.putObject("kwargs");
        member.putArray("inbound_nodes").add(node);
        members.add(member);
    }

    private static String dtype(SymbolicMask mask) {
        return mask.operation().equals(CAST) ? (String) mask.operands().get(1) : "bool";
    }

    /** A name that no layer has, nor an operation to which Keras gives one. */
    private String name(SymbolicMask mask) {
        String plain = "mask_" + Module.toSnakeCase(mask.operation());
        String name = plain;
        for (int i = 1; !names.add(name); i++) {
            name = plain + "_" + i;
        }
        written.put(mask, name);
        return name;
    }
}
