package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.model.Sequential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Serialised layers of every class in {@link LayerTable}, as Keras writes them. */
final class TableSamples {

    private static final KerasConfigs CONFIGS = KerasConfigs.keras3();

    private TableSamples() {}

    /** Serialised layers by class name; at least one for every class that Keras 3 has. */
    static Map<String, List<ObjectNode>> byClass() {
        List<JsonNode> all = new ArrayList<>();
        Golden.cases("configs.json", "cases").forEach(item -> all.add(item.get("serialized")));
        Golden.cases("layers.json", "cases").forEach(item -> all.add(item.get("layer")));
        for (var layer : List.of(
                Normalization.of(),
                Dropout.builder(0.5).seed(3L).build(),
                Sequential.of(Dense.of(2), Sequential.of(Dense.of(3))))) {
            all.add(Json.parseAny(CONFIGS.json(layer), Place.of("")));
        }
        Map<String, List<ObjectNode>> byClass = new LinkedHashMap<>();
        for (JsonNode node : all) {
            String name = node.get("class_name").stringValue();
            if (CONFIGS.layers().contains(name)) {
                byClass.computeIfAbsent(name, key -> new ArrayList<>()).add((ObjectNode) node);
            }
        }
        assertThat(byClass.keySet()).containsAll(leaves());
        return byClass;
    }

    /** The classes of the table, but for graphs of layers, which are fuzzed as whole models. */
    private static TreeSet<String> leaves() {
        TreeSet<String> names = new TreeSet<>(CONFIGS.layers());
        names.remove("Functional");
        return names;
    }

    /** A model of an entrance and one layer. */
    static ObjectNode model(String batchShape, ObjectNode layer) {
        ObjectNode model = (ObjectNode) Json.parseAny(
                "{\"module\": \"keras\", \"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\":"
                        + " [{\"module\": \"keras.layers\", \"class_name\": \"InputLayer\", \"config\":"
                        + " {\"batch_shape\": " + batchShape + "}, \"registered_name\": null}]},"
                        + " \"registered_name\": null}",
                Place.of(""));
        ((ArrayNode) model.get("config").get("layers")).add(layer);
        return model;
    }
}
