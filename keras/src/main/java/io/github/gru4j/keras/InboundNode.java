package io.github.gru4j.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One use of a layer in a graph, an item of {@code inbound_nodes}. Keras 3 writes down the call with its arguments; Keras 2
 * a list of tensors, each followed by the other arguments of the call ({@code keras/src/models/functional.py},
 * {@code deserialize_node}).
 *
 * <p>{@code training} may be false for Keras 3, which writes defaults down and lets the model's own argument win.
 *
 * @param tensors what the layer takes: inputs, then initial states, then constants
 * @param masks the masks that the call was given: one for each input, null where there is none
 * @param states whether there are initial states among the tensors
 */
record InboundNode(List<TensorReference> tensors, List<@Nullable TensorReference> masks, boolean states) {

    /** The use that an entrance has of itself. */
    static final InboundNode ENTRANCE = new InboundNode(List.of(), List.of(), false);

    /** What is read so far of one node. */
    private static final class Reader {
        private final CallSignature signature;
        private final Place place;
        private final String owner;
        private final List<TensorReference> inputs = new ArrayList<>();
        private final List<TensorReference> states = new ArrayList<>();
        private final List<TensorReference> constants = new ArrayList<>();
        private final List<@Nullable TensorReference> masks = new ArrayList<>();

        Reader(CallSignature signature, Place place, String owner) {
            this.signature = signature;
            this.place = place;
            this.owner = owner;
        }

        /** Keras 3: {@code {"args": […], "kwargs": {…}}}. */
        void call(ObjectNode node) {
            Config call = new Config(node, place, owner);
            Place where = place.down("args");
            if (!(call.required("args") instanceof ArrayNode args) || args.isEmpty()) {
                throw where.error(owner + ": must be a list of one or more arguments. Received: "
                        + Json.shown(call.required("args")) + ".");
            }
            inputs.addAll(TensorReference.readAll(args.get(0), where.down("[0]")));
            int read = 1;
            if (signature.states() > 0 && args.size() > 1) {
                if (!args.get(1).isNull()) {
                    states.addAll(TensorReference.readAll(args.get(1), where.down("[1]")));
                }
                read = 2;
            }
            for (int i = read; i < args.size(); i++) {
                if (!args.get(i).isNull() && !args.get(i).equals(BooleanNode.FALSE)) {
                    throw where.down("[" + i + "]")
                            .error(owner + ": must be null, because a call takes " + signature.rule() + ". Received: "
                                    + Json.shown(args.get(i)) + ".");
                }
            }
            keywords(call.value("kwargs"));
            call.finish();
        }

        /** Keras 2: {@code [["layer", 0, 0, {…}], …]}, or one such item alone. */
        void list(ArrayNode node) {
            if (TensorReference.isHistory(node)) {
                item(node, place);
            } else {
                for (int i = 0; i < node.size(); i++) {
                    item(node.get(i), place.down("[" + i + "]"));
                }
            }
        }

        private void item(JsonNode node, Place where) {
            TensorReference reference = node.size() <= 4 ? TensorReference.ofHistory(node, where) : null;
            if (reference == null) {
                throw where.error(owner + ": must be a tensor of a layer, [name, use, output, arguments]. Received: "
                        + Json.shown(node) + ".");
            }
            inputs.add(reference);
            if (states.isEmpty() && constants.isEmpty()) { // each item repeats the arguments of the call
                keywords(node.get(3));
            }
        }

        private void keywords(@Nullable JsonNode node) {
            if (node == null || node.isNull()) {
                return;
            }
            Place where = place.down("kwargs");
            if (!(node instanceof ObjectNode object)) {
                throw where.error(owner + ": must be an object. Received: " + Json.shown(node) + ".");
            }
            Config keywords = new Config(object, where, owner);
            if (signature.states() > 0) {
                tensors("initial_state", keywords, states);
            }
            if (signature.constants() > 0 && place.generation() == Generation.KERAS_2) {
                tensors("constants", keywords, constants);
            }
            mask(keywords);
            JsonNode training = keywords.value("training");
            if (training != null && !(place.generation() == Generation.KERAS_3 && training.equals(BooleanNode.FALSE))) {
                throw keywords.error(
                        "training must be left to the model. Received: training=" + Json.shown(training) + ".");
            }
            keywords.finish();
        }

        private static void tensors(String key, Config keywords, List<TensorReference> into) {
            JsonNode value = keywords.value(key);
            if (value != null) {
                into.addAll(TensorReference.readAll(value, keywords.place().down(key)));
            }
        }

        private void mask(Config keywords) {
            JsonNode mask = keywords.value("mask");
            if (mask == null) {
                return;
            }
            Place where = keywords.place().down("mask");
            boolean several = mask instanceof ArrayNode && !TensorReference.isHistory(mask);
            for (JsonNode item : several ? mask : Json.array().add(mask)) { // one for each of several inputs
                masks.add(item.isNull() ? null : TensorReference.read(item, where));
            }
            boolean none = masks.stream().allMatch(Objects::isNull);
            if (!none && (!signature.mask() || place.generation() == Generation.KERAS_2)) {
                throw keywords.error("mask must be null, because masks come along with their tensors. Received: mask="
                        + Json.shown(mask) + ".");
            }
            if (!none && masks.size() > Math.max(1, inputs.size())) {
                throw keywords.error("mask must be one for each input. Received: mask=" + Json.shown(mask) + ".");
            }
        }

        InboundNode result() {
            boolean statesAmongInputs = inputs.size() > signature.inputs() && signature.states() > 0;
            if (statesAmongInputs && place.generation() == Generation.KERAS_3) {
                throw place.error(owner + ": must be a call with " + signature.rule()
                        + ", as an argument of their own. Received: " + inputs.size() + " tensors in one.");
            }
            List<TensorReference> all = new ArrayList<>(inputs);
            all.addAll(states);
            all.addAll(constants);
            if (all.isEmpty() || !signature.accepts(all.size())) {
                throw place.error(owner + ": must be a call with " + signature.rule() + ". Received: " + all.size()
                        + (all.size() == 1 ? " tensor." : " tensors."));
            }
            return new InboundNode(all, masks, signature.given(all.size()));
        }
    }

    /**
     * Reads a use of a layer.
     *
     * @param signature what the layer takes
     * @param owner the layer, as errors name it
     * @throws KerasFormatException if it is no such use, or one with an argument that is not supported
     */
    static InboundNode read(JsonNode node, CallSignature signature, Place place, String owner) {
        Reader reader = new Reader(signature, place, owner);
        if (node instanceof ObjectNode call) {
            reader.call(call);
        } else if (node instanceof ArrayNode list) {
            reader.list(list);
        } else {
            throw place.error(owner + ": must be a call of the layer. Received: " + Json.shown(node) + ".");
        }
        return reader.result();
    }
}
