package io.github.gru4j.keras;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as Keras serialises it: {@code {"module", "class_name", "config", "registered_name"}}, and for a layer what it
 * was built with. Keras 2 leaves out module and registered name in places, and so does Keras 3 in legacy files.
 *
 * @param className the class ({@code "GRU"})
 * @param config its constructor arguments
 * @param node the whole object
 * @param place where it stands
 */
record Serialized(String className, Config config, ObjectNode node, Place place) {

    /**
     * Reads the form of an object, not yet its meaning.
     *
     * @throws KerasFormatException if it is no such object
     */
    static Serialized read(JsonNode node, Place place) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be a serialised Keras object. Received: " + Json.shown(node) + ".");
        }
        String className = text(object, "class_name", place);
        String name = object.path("config").path("name").stringValue("");
        String owner = className + (name.isEmpty() ? "" : " '" + shortened(name) + "'");
        if (!(object.get("config") instanceof ObjectNode config)) {
            throw place.error(
                    owner + ": config must be an object. Received: " + Json.shown(object.path("config")) + ".");
        }
        return new Serialized(className, new Config(config, place, owner), object, place);
    }

    /**
     * Reads the forms of a model's layers. A class that is not supported is named before any detail of another.
     *
     * @throws KerasFormatException if there is no list of layers, or one of them is not supported
     */
    static List<Serialized> layers(Config model, Layers layers) {
        Place place = model.place().down("layers");
        if (!(model.required("layers") instanceof ArrayNode nodes)) {
            throw model.error("layers must be a list. Received: layers=" + Json.shown(model.required("layers")) + ".");
        }
        List<Serialized> forms = new ArrayList<>();
        for (JsonNode node : nodes) {
            Serialized form = read(node, place.down("[" + forms.size() + "]"));
            if (!form.isOperation()) {
                layers.require(form);
            }
            forms.add(form);
        }
        return forms;
    }

    /**
     * Reads the form of an object of Keras itself.
     *
     * @throws KerasFormatException if it is no such object, or one of a class that somebody registered
     */
    static Serialized ofKeras(JsonNode node, Place place) {
        Serialized form = read(node, place);
        form.requireKeras("custom classes are not supported");
        return form;
    }

    /** The serialised form of an object of Keras itself. */
    static ObjectNode write(String module, String className, ObjectNode config) {
        return write(module, className, config, null);
    }

    /** The serialised form of an object. */
    static ObjectNode write(
            @Nullable String module, String className, ObjectNode config, @Nullable String registeredName) {
        ObjectNode node = Json.object();
        node.put("module", module);
        node.put("class_name", className);
        node.set("config", config);
        node.put("registered_name", registeredName);
        return node;
    }

    /** The name under which the class is registered if it is a custom one; null if it cannot be. */
    @Nullable
    String customName() {
        JsonNode registered = node.get("registered_name");
        if (registered != null && registered.isString()) {
            return registered.stringValue();
        }
        String module = node.path("module").stringValue("");
        return place.generation().owns(module) ? null : className;
    }

    /** Whether the object says that its class is one of Keras itself. */
    boolean isOfKeras() {
        JsonNode registered = node.get("registered_name");
        boolean custom = registered != null
                && !registered.isNull()
                && !registered.stringValue("").equals(className);
        JsonNode module = node.get("module");
        if (module == null || (module.isNull() && registered == null)) {
            return !custom && (place.generation() == Generation.KERAS_2 || place.bareForms());
        }
        return !custom && module.isString() && place.generation().owns(module.stringValue());
    }

    /** Whether the object is an operation of Keras 3 ({@code keras.ops.add}), which only a graph may hold. */
    boolean isOperation() {
        return place.generation() == Generation.KERAS_3
                && node.path("module").stringValue("").startsWith("keras.src.ops.");
    }

    /**
     * Refuses classes that are not of Keras itself.
     *
     * @param remedy what the error says beside
     */
    void requireKeras(String remedy) {
        if (!isOfKeras()) {
            throw config.error("must be a class of Keras itself; " + remedy + ". Received: module=" + shown("module")
                    + ", registered_name=" + shown("registered_name") + ".");
        }
    }

    private String shown(String key) {
        JsonNode value = node.get(key);
        return value == null ? "nothing" : Json.shown(value);
    }

    /** A key beside {@code config}, such as {@code build_config}; null if it is absent or null. */
    @Nullable
    JsonNode beside(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private static String text(ObjectNode object, String key, Place place) {
        JsonNode value = object.get(key);
        if (value == null || !value.isString()) {
            throw place.error("must be a serialised Keras object with the key '" + key + "'. Received: "
                    + Json.shown(object) + ".");
        }
        return shortened(value.stringValue());
    }

    private static String shortened(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
