package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Connects the layers of a serialised graph. Uses may stand in any order and refer to later ones; the walk keeps its own
 * stack, so that no graph is too deep for it.
 *
 * <p>Not thread-safe.
 */
final class GraphReader {

    /** A layer and its uses. */
    private record Member(Layer layer, Serialized form, List<Use> uses) {}

    /** One use of a layer, connected once it has outputs. */
    private static final class Use {
        private final Member member;
        private final List<TensorReference> references;
        private final List<KerasTensor> inputs = new ArrayList<>();
        private List<KerasTensor> outputs = List.of();
        private boolean started;

        Use(Member member, List<TensorReference> references) {
            this.member = member;
            this.references = references;
        }
    }

    private final Layers layers;
    private final Map<String, Member> members = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    /**
     * A graph without layers.
     *
     * @param layers reads the layers
     */
    GraphReader(Layers layers) {
        this.layers = layers;
    }

    /** Adds a layer and its uses, which may refer to layers that are added later. */
    void add(Serialized form) {
        Layer layer = layers.read(form);
        JsonNode name = form.beside("name");
        if (name == null || !name.isString()) {
            throw form.config()
                    .error("name must stand beside the config of a layer in a graph. Received: name="
                            + (name == null ? "nothing" : Json.shown(name)) + ".");
        }
        Member member = new Member(layer, form, new ArrayList<>());
        if (members.putIfAbsent(name.stringValue(), member) != null) {
            throw form.config()
                    .error("name must be the layer's own. Received: two layers named '" + name.stringValue() + "'.");
        }
        readUses(member);
    }

    private void readUses(Member member) {
        Place place = member.form.place().down("inbound_nodes");
        Config config = member.form.config();
        if (!(member.form.beside("inbound_nodes") instanceof ArrayNode nodes)) {
            throw config.error("inbound_nodes must be a list. Received: "
                    + Json.shown(member.form.node().path("inbound_nodes")) + ".");
        }
        if (member.layer instanceof Input input) {
            if (!nodes.isEmpty()) {
                throw config.error("inbound_nodes must be empty for an entrance. Received: " + Json.shown(nodes) + ".");
            }
            Use use = new Use(member, List.of());
            use.outputs = List.of(input.tensor());
            member.uses.add(use);
            return;
        }
        CallSignature signature = CallSignature.of(member.layer);
        String owner = member.layer.className() + " '" + member.layer.name() + "'";
        for (JsonNode node : nodes) {
            Place where = place.down("[" + member.uses.size() + "]");
            Use use = new Use(
                    member, InboundNode.read(node, signature, where, owner).tensors());
            member.uses.add(use);
            uses.add(use);
        }
    }

    /** Connects all uses. */
    void connect() {
        Deque<Use> stack = new ArrayDeque<>();
        for (Use each : uses) {
            if (!each.started) {
                start(each, stack);
            }
            while (!stack.isEmpty()) {
                Use use = stack.getLast();
                if (use.inputs.size() == use.references.size()) {
                    connect(use);
                    stack.removeLast();
                    continue;
                }
                TensorReference reference = use.references.get(use.inputs.size());
                Use source = use(reference, firstUse(reference, false));
                if (!source.outputs.isEmpty()) {
                    use.inputs.add(output(source, reference));
                } else if (source.started) {
                    throw reference
                            .place()
                            .error("must not depend on itself. Received: a circle of layers through '"
                                    + reference.layer() + "'.");
                } else {
                    start(source, stack);
                }
            }
        }
    }

    private static void start(Use use, Deque<Use> stack) {
        use.started = true;
        stack.addLast(use);
    }

    private void connect(Use use) {
        Config config = use.member.form.config();
        List<Shape> shapes = use.inputs.stream().map(KerasTensor::shape).toList();
        try {
            config.place().budget().build(use.member.layer, config, shapes, layers);
            use.outputs = use.member.layer.connect(use.inputs);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw config.error("must fit its inputs, of shape " + Json.shown(Codec.shapes(shapes)) + ". Received: "
                    + e.getMessage());
        }
    }

    /** The tensors that {@code input_layers} or {@code output_layers} names. */
    List<KerasTensor> tensors(Config model, String key) {
        List<KerasTensor> all = new ArrayList<>();
        for (TensorReference reference :
                TensorReference.readAll(model.required(key), model.place().down(key))) {
            all.add(output(use(reference, firstUse(reference, true)), reference));
        }
        return all;
    }

    /**
     * The number of a layer's first use: 1 for a model that starts with an entrance, which in Keras 2 was its own first use.
     * Keras 3 kept that in the lists of a model's inputs and outputs alone, and for a graph alone.
     */
    private int firstUse(TensorReference reference, boolean ofModel) {
        Member member = members.get(reference.layer());
        Layer layer = member == null ? null : member.layer;
        if (reference.place().generation() == Generation.KERAS_3) {
            return ofModel && layer instanceof Functional ? 1 : 0;
        }
        return layer instanceof Functional
                        || (layer instanceof Sequential model && model.layers().get(0) instanceof Input)
                ? 1
                : 0;
    }

    private Use use(TensorReference reference, int first) {
        Member member = members.get(reference.layer());
        if (member == null) {
            throw reference.place().error("must name a layer of the graph. Received: '" + reference.layer() + "'.");
        }
        int index = reference.use() - first;
        if (index < 0 || index >= member.uses.size()) {
            throw reference
                    .place()
                    .error("must name a use of '" + reference.layer() + "', of which there are " + member.uses.size()
                            + ", counted from " + first + ". Received: " + reference.use() + ".");
        }
        return member.uses.get(index);
    }

    private static KerasTensor output(Use use, TensorReference reference) {
        if (reference.output() >= use.outputs.size()) {
            throw reference
                    .place()
                    .error("must name an output of '" + reference.layer() + "', of which there are "
                            + use.outputs.size() + ", counted from 0. Received: " + reference.output() + ".");
        }
        return use.outputs.get(reference.output());
    }
}
