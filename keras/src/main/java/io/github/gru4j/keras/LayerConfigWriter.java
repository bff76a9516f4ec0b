package io.github.gru4j.keras;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.regularizer.Regularizer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The {@code config} of a custom layer while it is written; what {@link LayerConfig} reads. The keys stand in the order in
 * which they are put, after name, trainable and dtype. Every method returns this writer; a null is written as null.
 *
 * <p>Not thread-safe; to be used only while the writer of a {@link CustomLayer} runs.
 */
public final class LayerConfigWriter {

    private final ObjectNode out;
    private final Layers layers;

    /** A writer into a config. */
    LayerConfigWriter(ObjectNode out, Layers layers) {
        this.out = out;
        this.layers = layers;
    }

    /** Puts an integer. */
    public LayerConfigWriter put(String key, int value) {
        return set(key, IntNode.valueOf(value));
    }

    /** Puts a number. */
    public LayerConfigWriter put(String key, double value) {
        return set(key, DoubleNode.valueOf(value));
    }

    /** Puts a boolean. */
    public LayerConfigWriter put(String key, boolean value) {
        return set(key, BooleanNode.valueOf(value));
    }

    /** Puts a string. */
    public LayerConfigWriter put(String key, @Nullable String value) {
        return set(key, value == null ? null : StringNode.valueOf(value));
    }

    /** Puts a layer in its serialised form. */
    public LayerConfigWriter put(String key, @Nullable Layer value) {
        return set(key, value == null ? null : layers.write(value));
    }

    /** Puts an activation: its name, or its serialised form where it has arguments. */
    public LayerConfigWriter put(String key, Activation value) {
        return set(key, ActivationConfigs.KIND.write(value));
    }

    /** Puts an initializer in its serialised form. */
    public LayerConfigWriter put(String key, @Nullable Initializer value) {
        return set(key, value == null ? null : InitializerConfigs.FAMILY.write(value));
    }

    /** Puts a regularizer in its serialised form. */
    public LayerConfigWriter put(String key, @Nullable Regularizer value) {
        return set(key, value == null ? null : RegularizerConfigs.FAMILY.write(value));
    }

    /** Puts a constraint in its serialised form. */
    public LayerConfigWriter put(String key, @Nullable Constraint value) {
        return set(key, value == null ? null : ConstraintConfigs.FAMILY.write(value));
    }

    /** Puts a list of integers. */
    public LayerConfigWriter putIntegers(String key, List<Integer> values) {
        ArrayNode list = Json.array();
        values.forEach(list::add);
        return set(key, list);
    }

    /** Puts a list of numbers. */
    public LayerConfigWriter putNumbers(String key, List<Double> values) {
        ArrayNode list = Json.array();
        values.forEach(list::add);
        return set(key, list);
    }

    /** Puts a list of strings. */
    public LayerConfigWriter putStrings(String key, List<String> values) {
        ArrayNode list = Json.array();
        values.forEach(list::add);
        return set(key, list);
    }

    /** Puts a list of layers in their serialised form. */
    public LayerConfigWriter putLayers(String key, List<? extends Layer> values) {
        ArrayNode list = Json.array();
        values.forEach(layer -> list.add(layers.write(layer)));
        return set(key, list);
    }

    private LayerConfigWriter set(String key, @Nullable JsonNode value) {
        out.set(key, value == null ? NullNode.instance : value);
        return this;
    }
}
