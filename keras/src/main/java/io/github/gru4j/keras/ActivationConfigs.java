package io.github.gru4j.keras;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.DType;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * {@code keras.activations} in configs: a name, a serialised function, or an activation layer, which is how Keras keeps
 * the arguments of an activation.
 */
final class ActivationConfigs implements Kinds.Kind<Activation> {

    static final ActivationConfigs KIND = new ActivationConfigs();

    private static final List<String> LAYERS = List.of("ReLU", "LeakyReLU", "ELU", "Softmax");

    private ActivationConfigs() {}

    @Override
    public Activation read(JsonNode node, Place place) {
        try {
            if (node.isString()) {
                return named(node.stringValue(), place);
            }
            if (node.path("class_name").stringValue("").equals("function")
                    && node.path("module").stringValue("").equals("keras.activations")
                    && node.path("config").isString()) {
                return named(node.path("config").stringValue(), place);
            }
            if (!(node.get("config") instanceof ObjectNode)) {
                throw place.error("must be the name of an activation of Keras; custom functions are not supported."
                        + " Received: " + Json.shown(node) + ".");
            }
            return readLayer(Serialized.ofKeras(node, place));
        } catch (IllegalArgumentException e) {
            throw place.error(String.valueOf(e.getMessage()), e);
        }
    }

    /** The one name whose function changed is {@code hard_sigmoid}. */
    private static Activation named(String name, Place place) {
        return place.generation() == Generation.KERAS_2 && name.equals("hard_sigmoid")
                ? Activations.hardSigmoidKeras2()
                : Activations.get(name);
    }

    private static Activation readLayer(Serialized layer) {
        Config config = layer.config();
        config.get("name");
        config.only("trainable", BooleanNode.TRUE);
        config.get("dtype");
        Activation activation = switch (layer.className()) {
            case "ReLU" ->
                Activations.relu(
                        config.number("negative_slope", 0),
                        config.number("max_value", Double.POSITIVE_INFINITY),
                        config.number("threshold", 0));
            case "LeakyReLU" ->
                Activations.leakyRelu(
                        config.number(config.generation() == Generation.KERAS_2 ? "alpha" : "negative_slope", 0.3));
            case "ELU" -> Activations.elu(config.number("alpha", 1));
            case "Softmax" -> {
                config.only("axis", IntNode.valueOf(-1));
                yield Activations.softmax();
            }
            default ->
                throw layer.place()
                        .error("must be an activation's name, or a layer of " + LAYERS + ". Received: "
                                + layer.className() + ".");
        };
        config.finish();
        return activation;
    }

    /**
     * An argument of a layer that is an activation; null stands for linear.
     *
     * @param <L> the layer
     * @param <B> its builder
     */
    static <L extends Layer, B> Field<L, B> field(
            String key, BiConsumer<B, Activation> set, Function<L, Activation> get) {
        return new Field<>(
                key,
                (config, builder) -> {
                    if (config.get(key) != null) {
                        JsonNode value = config.value(key);
                        set.accept(
                                builder,
                                value == null
                                        ? Activations.linear()
                                        : KIND.read(value, config.place().down(key)));
                    }
                },
                layer -> ofDType(KIND.write(get.apply(layer)), layer.dtype()));
    }

    /** An activation layer casts to a type of its own, float32 if its config does not say otherwise. */
    private static JsonNode ofDType(JsonNode activation, DType dtype) {
        if (dtype != DType.FLOAT32 && activation.get("config") instanceof ObjectNode config) {
            config.set("dtype", Kinds.DTYPE.write(dtype));
        }
        return activation;
    }

    @Override
    public JsonNode write(Activation activation) {
        String identifier = activation.identifier();
        if (Activations.identifiers().contains(identifier)
                && Activations.get(identifier).equals(activation)) {
            return StringNode.valueOf(identifier);
        }
        ObjectNode config = Json.object();
        var arguments = activation.arguments();
        String className;
        if (identifier.equals("relu")) {
            className = "ReLU";
            double maxValue = arguments.getOrDefault("maxValue", Double.POSITIVE_INFINITY);
            config.put("max_value", Double.isFinite(maxValue) ? maxValue : null);
            config.put("negative_slope", arguments.getOrDefault("negativeSlope", 0.0));
            config.put("threshold", arguments.getOrDefault("threshold", 0.0));
        } else if (identifier.equals("leaky_relu") && arguments.containsKey("negativeSlope")) {
            className = "LeakyReLU";
            config.put("negative_slope", arguments.get("negativeSlope"));
        } else if (identifier.equals("elu") && arguments.containsKey("alpha")) {
            className = "ELU";
            config.put("alpha", arguments.get("alpha"));
        } else {
            throw new IllegalArgumentException(
                    "KerasConfigs: activation must be one that Keras 3 knows by name, or relu,"
                            + " leaky_relu or elu with arguments. Received: activation=" + activation
                            + (identifier.equals("hard_sigmoid") ? "; that of Keras 3 has slope 1/6." : "."));
        }
        return Serialized.write("keras.layers", className, config);
    }
}
