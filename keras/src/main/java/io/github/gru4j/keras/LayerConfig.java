package io.github.gru4j.keras;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The {@code config} of a custom layer while it is read: typed access to its keys. A key that the reader of a
 * {@link CustomLayer} does not ask for is an error, so that no argument is skipped in silence; a value of another type than
 * the one asked for is a {@link KerasFormatException} at its place.
 *
 * <p>Not thread-safe; to be used only while the reader runs.
 */
public final class LayerConfig {

    private final Config config;
    private final Layers layers;

    /** A view of a config. */
    LayerConfig(Config config, Layers layers) {
        this.config = config;
        this.layers = layers;
    }

    /**
     * Gives a builder the arguments that every layer takes: name, trainable, dtype and activity regularizer.
     *
     * @return the builder
     */
    public <B extends Layer.Builder<?>> B common(B builder) {
        LayerCodec.readCommon(config, builder);
        return builder;
    }

    /** The name, or null for the default; for a layer without a builder. */
    public @Nullable String name() {
        JsonNode name = config.value("name");
        return name == null ? null : Kinds.STRING.read(name, config.place().down("name"));
    }

    /** The element type, float32 if the config does not say; for a layer without a builder. */
    public DType dtype() {
        JsonNode dtype = config.value("dtype");
        return dtype == null
                ? DType.FLOAT32
                : Kinds.DTYPE.read(dtype, config.place().down("dtype"));
    }

    /** Whether training changes the weights; for a layer without a builder: see {@link Layer#setTrainable}. */
    public boolean trainable() {
        return config.bool("trainable", true);
    }

    /** Whether a key is there with a value other than null. */
    public boolean has(String key) {
        return config.value(key) != null;
    }

    /** An integer of 32 bits that must be there. */
    public int integer(String key) {
        return required(key, Kinds.INTEGER);
    }

    /** An integer of 32 bits, or {@code absent} if the key is absent or null. */
    public int integer(String key, int absent) {
        return config.integer(key, absent);
    }

    /** A finite number that must be there. */
    public double number(String key) {
        return required(key, Kinds.NUMBER);
    }

    /** A finite number, or {@code absent} if the key is absent or null. */
    public double number(String key, double absent) {
        return config.number(key, absent);
    }

    /** A string that must be there. */
    public String string(String key) {
        return required(key, Kinds.STRING);
    }

    /** A string, or {@code absent} if the key is absent or null. */
    public String string(String key, String absent) {
        return config.string(key, absent);
    }

    /** A boolean that must be there. */
    public boolean bool(String key) {
        return required(key, Kinds.BOOLEAN);
    }

    /** A boolean, or {@code absent} if the key is absent or null. */
    public boolean bool(String key, boolean absent) {
        return config.bool(key, absent);
    }

    /** A list of integers that must be there. */
    public List<Integer> integers(String key) {
        return list(key, Kinds.INTEGER);
    }

    /** A list of finite numbers that must be there. */
    public List<Double> numbers(String key) {
        return list(key, Kinds.NUMBER);
    }

    /** A list of strings that must be there. */
    public List<String> strings(String key) {
        return list(key, Kinds.STRING);
    }

    /**
     * A layer inside that must be there.
     *
     * @param type what it must be, such as {@code RNNCell.class}
     */
    public <T extends Layer> T layer(String key, Class<T> type) {
        return layer(config.required(key), config.place().down(key), type);
    }

    /**
     * A list of layers inside that must be there.
     *
     * @param type what each must be, such as {@code RNNCell.class}
     */
    public <T extends Layer> List<T> layers(String key, Class<T> type) {
        List<T> all = new ArrayList<>();
        for (JsonNode node : array(key)) {
            all.add(layer(node, config.place().down(key).down("[" + all.size() + "]"), type));
        }
        return List.copyOf(all);
    }

    /** An activation; null stands for linear. */
    public Activation activation(String key, Activation absent) {
        JsonNode node = config.get(key);
        return node == null
                ? absent
                : node.isNull()
                        ? Activations.linear()
                        : ActivationConfigs.KIND.read(node, config.place().down(key));
    }

    /** An initializer, or {@code absent} if the key is absent or null. */
    public Initializer initializer(String key, Initializer absent) {
        JsonNode node = config.value(key);
        return node == null
                ? absent
                : InitializerConfigs.FAMILY.read(node, config.place().down(key));
    }

    /** A regularizer, or null if the key is absent or null. */
    public @Nullable Regularizer regularizer(String key) {
        JsonNode node = config.value(key);
        return node == null
                ? null
                : RegularizerConfigs.FAMILY.read(node, config.place().down(key));
    }

    /** A constraint, or null if the key is absent or null. */
    public @Nullable Constraint constraint(String key) {
        JsonNode node = config.value(key);
        return node == null
                ? null
                : ConstraintConfigs.FAMILY.read(node, config.place().down(key));
    }

    private <T> T required(String key, Kinds.Kind<T> kind) {
        return kind.read(config.required(key), config.place().down(key));
    }

    private <T> List<T> list(String key, Kinds.Kind<T> kind) {
        List<T> all = new ArrayList<>();
        for (JsonNode node : array(key)) {
            all.add(kind.read(node, config.place().down(key).down("[" + all.size() + "]")));
        }
        return List.copyOf(all);
    }

    private ArrayNode array(String key) {
        if (config.required(key) instanceof ArrayNode array) {
            return array;
        }
        throw config.place().down(key).error("must be a list. Received: " + Json.shown(config.required(key)) + ".");
    }

    private <T extends Layer> T layer(JsonNode node, Place place, Class<T> type) {
        Layer layer = layers.read(node, place);
        if (!type.isInstance(layer)) {
            throw place.error(
                    "must be a " + type.getSimpleName() + ". Received: class_name=" + layer.className() + ".");
        }
        return type.cast(layer);
    }
}
