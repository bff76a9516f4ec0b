package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.model.SymbolicMask;
import io.github.gru4j.model.SymbolicMasks;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
        private final InboundNode node;
        private final List<KerasTensor> inputs = new ArrayList<>();
        private List<KerasTensor> outputs = List.of();
        private boolean started;

        Use(Member member, InboundNode node) {
            this.member = member;
            this.node = node;
        }
    }

    private final Layers layers;
    private final Map<String, Member> members = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final SymbolicMasks masks = SymbolicMasks.whileRunning();
    private final MaskOperations operations = new MaskOperations(masks);

    /**
     * A graph without layers.
     *
     * @param layers reads the layers
     */
    GraphReader(Layers layers) {
        this.layers = layers;
    }

    /** Adds a layer or an operation and its uses, which may refer to layers that are added later. */
    void add(Serialized form) {
        Layer layer = form.isOperation() ? null : layers.read(form);
        JsonNode name = form.beside("name");
        if (name == null || !name.isString()) {
            throw form.config()
                    .error("name must stand beside the config of a layer in a graph. Received: name="
                            + (name == null ? "nothing" : Json.shown(name)) + ".");
        }
        String own = name.stringValue();
        if (members.containsKey(own) || operations.described(own) != null) {
            throw form.config().error("name must be the layer's own. Received: two layers named '" + own + "'.");
        }
        if (layer == null) {
            operations.add(own, form);
        } else {
            Member member = new Member(layer, form, new ArrayList<>());
            members.put(own, member);
            readUses(member);
        }
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
            Use use = new Use(member, InboundNode.ENTRANCE);
            use.outputs = List.of(input.tensor());
            member.uses.add(use);
            return;
        }
        CallSignature signature = CallSignature.of(member.layer);
        String owner = member.layer.className() + " '" + member.layer.name() + "'";
        for (JsonNode node : nodes) {
            Place where = place.down("[" + member.uses.size() + "]");
            Use use = new Use(member, InboundNode.read(node, signature, where, owner));
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
                if (use.inputs.size() == use.node.tensors().size()) {
                    connect(use);
                    stack.removeLast();
                    continue;
                }
                TensorReference reference = use.node.tensors().get(use.inputs.size());
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
            Layer layer = use.member.layer;
            config.place()
                    .budget()
                    .build(layer, config, BuildConfig.shapes(use.member.form, layer, shapes, layers), layers);
            use.outputs =
                    heedsMask(use) ? use.member.layer.connectMasked(use.inputs) : use.member.layer.connect(use.inputs);
            masks.add(use.outputs.get(0).use());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw config.error("must fit its inputs, of shape " + Json.shown(Codec.shapes(shapes)) + ". Received: "
                    + e.getMessage());
        }
    }

    /**
     * Whether a use with initial states skips masked steps: in Keras 2 always, in Keras 3 where it is told to. A mask that a
     * call names is the one that comes with its input, or else refused.
     */
    private boolean heedsMask(Use use) {
        boolean named = false;
        for (int i = 0; i < use.node.masks().size(); i++) {
            TensorReference mask = use.node.masks().get(i);
            if (mask == null) {
                continue;
            }
            SymbolicMask own = masks.of(use.inputs.get(i));
            if (own == null || operations.mask(mask, this::connected) != own) {
                Layer layer = use.member.layer;
                String source = operations.described(mask.layer());
                throw mask.place()
                        .error(layer.className() + " '" + layer.name()
                                + "': must be the mask that its input has by itself,"
                                + " because masks come along with their tensors. Received: "
                                + (source == null ? "a tensor of '" + mask.layer() + "'." : "operation " + source + ".")
                                + " Use an input that carries this mask.");
            }
            named = true;
        }
        return named || (use.node.states() && use.member.form.place().generation() == Generation.KERAS_2);
    }

    /** A tensor of a layer; null if there is none, or none yet. */
    private @Nullable KerasTensor connected(TensorReference reference) {
        Member member = members.get(reference.layer());
        List<Use> all = member == null ? List.of() : member.uses;
        List<KerasTensor> outputs = reference.use() < all.size() ? all.get(reference.use()).outputs : List.of();
        return reference.output() < outputs.size() ? outputs.get(reference.output()) : null;
    }

    /**
     * The tensors that {@code input_layers} or {@code output_layers} names. Where the model was made with a dictionary, they
     * come sorted by their keys, as Keras lists them itself ({@code keras.tree.flatten}); the keys are not kept.
     */
    List<KerasTensor> tensors(Config model, String key) {
        List<KerasTensor> all = new ArrayList<>();
        Place place = model.place().down(key);
        List<TensorReference> references = new ArrayList<>();
        if (model.required(key) instanceof ObjectNode dictionary) {
            for (String name : new TreeSet<>(dictionary.propertyNames())) {
                references.add(TensorReference.read(dictionary.path(name), place.down(name)));
            }
        } else {
            references.addAll(TensorReference.readAll(model.required(key), place));
        }
        for (TensorReference reference : references) {
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
        String operation = operations.described(reference.layer());
        if (operation != null) {
            throw reference
                    .place()
                    .error("must be a tensor of a layer: of operations in a graph, only those that make masks are"
                            + " supported. Received: operation " + operation + " of the graph. Use a layer instead.");
        }
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
