package io.github.gru4j.keras;

import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.model.SymbolicMask;
import io.github.gru4j.model.SymbolicMasks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/**
 * The nodes of a serialised graph that are no layers but operations ({@code keras.src.ops}). Keras 3 puts them there by
 * itself to compute masks: {@code compute_mask} of a layer that is called on a tensor of a graph. They are read as
 * expressions, to be compared with the masks that the layers of the graph make by themselves.
 *
 * <p>Not thread-safe.
 */
final class MaskOperations {

    private static final IntNode LAST = IntNode.valueOf(-1);

    /** An operation and its calls, null for one that is none of a mask. */
    private record Operation(Serialized form, List<@Nullable Call> calls) {}

    /** One call of an operation, and what it gives once that is known. */
    private static final class Call {
        private final String operation;
        private final List<TensorReference> operands; // tensors of layers or of other operations
        private final @Nullable Object word; // the number, axis or dtype that goes with them
        private boolean entered;
        private @Nullable SymbolicMask made;

        Call(String operation, List<TensorReference> operands, @Nullable Object word) {
            this.operation = operation;
            this.operands = operands;
            this.word = word;
        }
    }

    private final Map<String, Operation> operations = new HashMap<>();
    private final SymbolicMasks masks;

    /**
     * No operations yet.
     *
     * @param masks makes the expressions
     */
    MaskOperations(SymbolicMasks masks) {
        this.masks = masks;
    }

    /** Adds an operation. */
    void add(String name, Serialized form) {
        List<@Nullable Call> calls = new ArrayList<>();
        Place place = form.place().down("inbound_nodes");
        if (form.beside("inbound_nodes") instanceof ArrayNode nodes) {
            for (JsonNode node : nodes) {
                calls.add(call(form, node, place.down("[" + calls.size() + "]")));
            }
        }
        operations.put(name, new Operation(form, calls));
    }

    /** How errors name an operation: {@code "Multiply 'multiply'"}; null if no operation has the name. */
    @Nullable
    String described(String name) {
        Operation operation = operations.get(name);
        return operation == null ? null : operation.form.className() + " '" + name + "'";
    }

    private static @Nullable Call call(Serialized form, JsonNode node, Place place) {
        JsonNode config = form.node().path("config");
        JsonNode keywords = node.path("kwargs");
        boolean plain = keywords.isEmpty()
                || (keywords.size() == 1 && keywords.path("dtype").equals(StringNode.valueOf("bool")));
        if (!(node.path("args") instanceof ArrayNode args) || args.isEmpty() || !plain) {
            return null;
        }
        JsonNode axis = config.path("axis");
        Object word = null;
        int tensors = 1;
        switch (form.className()) {
            case "NotEqual" -> {
                if (args.size() != 2 || !args.get(1).isNumber()) {
                    return null;
                }
                word = args.get(1).asDouble() + 0.0; // -0.0 is 0.0 to a comparison
                args = Json.array().add(args.get(0));
            }
            case "LogicalOr" -> tensors = 2;
            case "Any" -> {
                if (!axis.equals(LAST) || !config.path("keepdims").equals(BooleanNode.FALSE)) {
                    return null;
                }
            }
            case "ExpandDims" -> {
                if (!axis.equals(LAST)) {
                    return null;
                }
            }
            case "ZerosLike", "OnesLike" -> {
                JsonNode dtype = config.path("dtype");
                if (keywords.isEmpty() && !dtype.equals(StringNode.valueOf("bool"))) {
                    return null;
                }
            }
            case "Concatenate" -> {
                if (args.size() != 1 || !(args.get(0) instanceof ArrayNode list) || !axis.isInt()) {
                    return null;
                }
                word = axis.intValue();
                args = list;
                tensors = list.size();
            }
            case "Cast" -> {
                word = config.path("dtype").stringValue("");
            }
            default -> {
                return null;
            }
        }
        if (args.size() != tensors) {
            return null;
        }
        List<TensorReference> operands = new ArrayList<>();
        for (JsonNode arg : args) {
            if (!arg.isObject()) {
                return null;
            }
            operands.add(TensorReference.read(arg, place));
        }
        return new Call(form.className(), operands, word);
    }

    /**
     * What an operation gives, as an expression; null if it is no mask that could come about by itself: one that takes
     * another operation, or a tensor of a layer that is not connected yet.
     *
     * @param root a tensor of an operation
     * @param connected gives the tensors of layers, null where there is none yet
     */
    @Nullable
    SymbolicMask mask(TensorReference root, Function<TensorReference, @Nullable KerasTensor> connected) {
        Call first = call(root);
        Deque<Call> stack = new ArrayDeque<>();
        if (first != null) {
            stack.addLast(first);
        }
        while (!stack.isEmpty()) {
            Call call = stack.getLast();
            if (call.entered) {
                stack.removeLast();
                call.made = call.made == null ? made(call, connected) : call.made;
            } else {
                call.entered = true;
                for (TensorReference operand : call.operands) {
                    Call inside = call(operand);
                    if (inside != null && !inside.entered) {
                        stack.addLast(inside);
                    }
                }
            }
        }
        return first == null ? null : first.made;
    }

    private @Nullable Call call(TensorReference reference) {
        Operation operation = operations.get(reference.layer());
        if (operation == null || reference.use() >= operation.calls.size() || reference.output() != 0) {
            return null;
        }
        return operation.calls.get(reference.use());
    }

    private @Nullable SymbolicMask made(Call call, Function<TensorReference, @Nullable KerasTensor> connected) {
        List<Object> given = new ArrayList<>();
        for (TensorReference operand : call.operands) {
            Call inside = call(operand);
            Object value = inside == null ? connected.apply(operand) : inside.made;
            if (value == null) {
                return null;
            }
            given.add(value);
        }
        return switch (call.operation) {
            case "Cast" -> masks.cast(given.get(0), String.valueOf(call.word));
            case "NotEqual" -> call.word instanceof Double value ? masks.notEqual(given.get(0), value) : null;
            case "ZerosLike" -> masks.zerosLike(given.get(0));
            case "OnesLike" -> masks.onesLike(given.get(0));
            default -> ofMasks(call, given);
        };
    }

    private @Nullable SymbolicMask ofMasks(Call call, List<Object> given) {
        List<SymbolicMask> all = new ArrayList<>();
        for (Object value : given) {
            if (!(value instanceof SymbolicMask mask)) {
                return null;
            }
            all.add(mask);
        }
        return switch (call.operation) {
            case "Any" -> masks.any(all.get(0));
            case "ExpandDims" -> masks.expandDims(all.get(0));
            case "LogicalOr" -> masks.or(all.get(0), all.get(1));
            default -> call.word instanceof Integer axis ? masks.concatenate(all, axis) : null;
        };
    }
}
