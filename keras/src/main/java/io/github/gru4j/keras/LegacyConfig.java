package io.github.gru4j.keras;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code model_config} of legacy files, with what the early versions of Keras 2 wrote otherwise put as the later ones do:
 * the layers of a {@code Sequential} without a name for it, a GRU from before {@code reset_after}, {@code implementation=0}.
 */
final class LegacyConfig {

    private final HdfReader file;
    private final String weights;
    private final Map<String, Boolean> twoBiases = new HashMap<>();

    private LegacyConfig(HdfReader file, String weights) {
        this.file = file;
        this.weights = weights;
    }

    /**
     * Reads the config of a model.
     *
     * @param text the JSON
     * @param file tells by the weights which variant a GRU is that does not say it
     * @param weights the group of the weights
     * @param place of the text
     */
    static Serialized read(String text, HdfReader file, String weights, Place place) {
        ObjectNode node = Json.parse(text.getBytes(StandardCharsets.UTF_8), place);
        if (place.generation() == Generation.KERAS_2) {
            new LegacyConfig(file, weights).modernise(node);
        }
        return Serialized.read(node, place);
    }

    private void modernise(ObjectNode model) {
        nameLayers(model);
        for (JsonNode layer : model.path("config").path("layers")) {
            String name = layer.path("config").path("name").stringValue("");
            completeCells(layer, name);
        }
    }

    /** Up to 2.2.2 the config of a {@code Sequential} was the list of its layers. */
    private static void nameLayers(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("class_name").stringValue("").equals("Sequential")
                && object.get("config") instanceof ArrayNode layers) {
            object.set("config", Json.object().set("layers", layers));
        }
        node.forEach(LegacyConfig::nameLayers);
    }

    private void completeCells(JsonNode node, String layer) {
        String className = node.path("class_name").stringValue("");
        if ((className.equals("GRU") || className.equals("GRUCell"))
                && node.get("config") instanceof ObjectNode config) {
            if (!config.has("reset_after")) {
                config.put("reset_after", twoBiases.computeIfAbsent(layer, this::hasTwoBiases));
            }
            if (config.path("implementation").isIntegralNumber()
                    && config.path("implementation").intValue() == 0) {
                config.put("implementation", 1); // the same formulas, in another order of the loops
            }
        }
        node.forEach(child -> completeCells(child, layer));
    }

    /**
     * Whether the GRU of a layer has a bias for its input and one for its state, and so is {@code reset_after}. The argument
     * came with Keras 2.1.3: a GRU that neither says it nor has a bias to tell is older.
     */
    private boolean hasTwoBiases(String layer) {
        List<String> paths = LegacyWeights.paths(file, weights.isEmpty() ? layer : weights + "/" + layer);
        for (int i = 1; i < paths.size(); i++) {
            if (name(paths.get(i - 1)).startsWith("recurrent_kernel")
                    && name(paths.get(i)).startsWith("bias")) {
                return file.dimensions(paths.get(i)).length == 2;
            }
        }
        return false;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
