package io.github.gru4j.keras;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tensor of a graph by where it comes from ({@code keras_history}). Configs name it {@code ["gru", 0, 1]}; as an argument
 * of a call, Keras 3 wraps that in an object with the tensor's shape and dtype.
 *
 * @param layer the name of the layer that gives it
 * @param use in which of its uses, from 0
 * @param output as which of its outputs, from 0
 * @param place where the reference stands
 */
record TensorReference(String layer, int use, int output, Place place) {

    private static final String KERAS_TENSOR = "__keras_tensor__";

    /** Reads one reference or a list of them. */
    static List<TensorReference> readAll(JsonNode node, Place place) {
        if (!(node instanceof ArrayNode list) || isHistory(node)) {
            return List.of(read(node, place));
        }
        List<TensorReference> all = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            all.add(read(item, place.down("[" + all.size() + "]")));
        }
        return all;
    }

    /** Reads a reference in either form. */
    static TensorReference read(JsonNode node, Place place) {
        JsonNode history = node;
        if (node instanceof ObjectNode object
                && object.path("class_name").stringValue("").equals(KERAS_TENSOR)) {
            history = object.path("config").path("keras_history");
        }
        TensorReference reference = isHistory(history) && history.size() == 3 ? ofHistory(history, place) : null;
        if (reference == null) {
            throw place.error("must be a tensor of a layer, [name, use, output]. Received: " + Json.shown(node) + ".");
        }
        return reference;
    }

    /** Reads the three values with which a list starts; null if they are no reference. */
    static @Nullable TensorReference ofHistory(JsonNode list, Place place) {
        JsonNode use = list.path(1);
        JsonNode output = list.path(2);
        return isHistory(list) && isIndex(use) && isIndex(output)
                ? new TensorReference(list.get(0).stringValue(), use.intValue(), output.intValue(), place)
                : null;
    }

    /** Whether a node is a list that starts with a name, as a reference does. */
    static boolean isHistory(JsonNode node) {
        return node instanceof ArrayNode && node.path(0).isString();
    }

    private static boolean isIndex(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0;
    }

    /** The short form, as {@code input_layers} and {@code output_layers} hold it. */
    static ArrayNode write(String layer, int use, int output) {
        return Json.array().add(layer).add(use).add(output);
    }

    /** The form of an argument of a call. */
    static ObjectNode writeArgument(ArrayNode history, JsonNode shape, String dtype) {
        ObjectNode argument = Json.object();
        argument.put("class_name", KERAS_TENSOR);
        ObjectNode config = argument.putObject("config");
        config.set("shape", shape);
        config.put("dtype", dtype);
        config.set("keras_history", history);
        return argument;
    }
}
