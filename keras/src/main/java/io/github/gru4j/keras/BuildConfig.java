package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a serialised layer was built for, its {@code build_config}: the shape of its input, a list of them, or where the call
 * has several arguments the shapes of each by its name.
 */
final class BuildConfig {

    private static final List<String> ARGUMENTS = List.of("sequences_shape", "initial_state_shape");

    private BuildConfig() {}

    /**
     * The shapes of all inputs; null if the form does not say, or says it in a way that only the class itself knows.
     *
     * @throws KerasFormatException if what should be a shape is none
     */
    static @Nullable List<Shape> read(Serialized form) {
        JsonNode config = form.beside("build_config");
        Place place = form.place().down("build_config");
        List<Shape> shapes = new ArrayList<>();
        if (config == null) {
            return null;
        }
        if (config.path("shapes_dict").isObject()) {
            for (String argument : ARGUMENTS) {
                JsonNode value = config.path("shapes_dict").path(argument);
                add(value, place.down("shapes_dict").down(argument), shapes);
            }
        } else {
            add(config.path("input_shape"), place.down("input_shape"), shapes);
        }
        return shapes.isEmpty() ? null : shapes;
    }

    private static void add(JsonNode value, Place place, List<Shape> shapes) {
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        if (value instanceof ArrayNode list && list.path(0).isArray()) {
            for (JsonNode item : list) {
                shapes.add(Kinds.SHAPE.read(item, place.down("[" + shapes.size() + "]")));
            }
        } else {
            shapes.add(Kinds.SHAPE.read(value, place));
        }
    }

    /**
     * What to build a layer for: the shapes that its form remembers, which for a layer of several uses are those of the first
     * use in Python, or those of its inputs where its weights would then not fit these.
     */
    static List<Shape> shapes(Serialized form, Layer layer, List<Shape> inputs, Layers layers) {
        List<Shape> remembered = layer.built() ? null : read(form);
        boolean fits = remembered != null
                && remembered.get(0).rank() == inputs.get(0).rank()
                && layers.weightCount(layer, remembered.get(0)) == layers.weightCount(layer, inputs.get(0));
        return fits && remembered != null ? remembered : inputs;
    }
}
