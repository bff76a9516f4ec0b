package io.github.gru4j.keras;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as Keras serialises it: {@code {"module", "class_name", "config", "registered_name"}}, and for a layer what it
 * was built with.
 *
 * @param module the Python module ({@code "keras.layers"})
 * @param className the class ({@code "GRU"})
 * @param config its constructor arguments
 * @param node the whole object
 * @param place where it stands
 */
record Serialized(String module, String className, Config config, ObjectNode node, Place place) {

    /**
     * Reads the form of an object, not yet its meaning.
     *
     * @throws KerasFormatException if it is no such object, or one of a class that somebody registered
     */
    static Serialized read(JsonNode node, Place place) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be a serialised Keras object. Received: " + Json.shown(node) + ".");
        }
        String className = text(object, "class_name", place);
        String name = object.path("config").path("name").stringValue("");
        String owner = className + (name.isEmpty() ? "" : " '" + shortened(name) + "'");
        JsonNode module = object.get("module");
        JsonNode registered = object.get("registered_name");
        boolean custom = registered != null
                && !registered.isNull()
                && !registered.stringValue("").equals(className);
        if (custom || module == null || !module.isString() || !isKeras(module.stringValue())) {
            throw place.error(
                    owner + ": must be a class of Keras itself; custom classes are not supported. Received: module="
                            + (module == null ? "nothing" : Json.shown(module)) + ", registered_name="
                            + (registered == null ? "nothing" : Json.shown(registered)) + ".");
        }
        if (!(object.get("config") instanceof ObjectNode config)) {
            throw place.error(
                    owner + ": config must be an object. Received: " + Json.shown(object.path("config")) + ".");
        }
        return new Serialized(module.stringValue(), className, new Config(config, place, owner), object, place);
    }

    /** The serialised form of an object. */
    static ObjectNode write(String module, String className, ObjectNode config) {
        ObjectNode node = Json.object();
        node.put("module", module);
        node.put("class_name", className);
        node.set("config", config);
        node.putNull("registered_name");
        return node;
    }

    /** A key beside {@code config}, such as {@code build_config}; null if it is absent or null. */
    @Nullable
    JsonNode beside(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private static boolean isKeras(String module) {
        return module.equals("keras") || module.startsWith("keras.");
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
