package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One layer class in files: how its config is read and written, where its inner layers keep their weights, and how large
 * and of which shape its weights are.
 *
 * @param <L> the layer
 */
abstract class Codec<L extends Layer> {

    private final String className;
    private final @Nullable String module;
    private final Class<L> type;

    /**
     * The codec of a class.
     *
     * @param className Keras's class name
     * @param module the Python module of the class, or null if it is not known
     * @param type the Java class, exactly
     */
    Codec(String className, @Nullable String module, Class<L> type) {
        this.className = className;
        this.module = module;
        this.type = type;
    }

    /** Keras's class name. */
    final String className() {
        return className;
    }

    /** The Python module of the class, or null if it is not known. */
    final @Nullable String module() {
        return module;
    }

    /** The Java class. */
    final Class<L> type() {
        return type;
    }

    /** The name under which a user registered the class; null for a class of Keras itself. */
    @Nullable
    String registeredName() {
        return null;
    }

    /** What is written as {@code registered_name}: for a class of Keras itself null, but for one exception. */
    @Nullable
    String writtenName() {
        return registeredName();
    }

    /** Reads a layer from its config; {@link Codecs} checks afterwards that no key was left unread. */
    abstract L read(Config config, Layers layers);

    /** The config of a layer. */
    abstract ObjectNode write(L layer, Layers layers);

    /**
     * Whether the serialised layer says what it was built for. Keras leaves it out where a layer has nothing to build, or
     * its own config says it already, as an InputLayer's does.
     */
    boolean writesBuildConfig() {
        return true;
    }

    /**
     * The {@code build_config} of a layer: one shape, or a list of them for a layer of several inputs.
     *
     * @param shapes of the inputs that it was built for
     */
    ObjectNode buildConfig(L layer, List<Shape> shapes) {
        ObjectNode config = Json.object();
        config.set("input_shape", shapes(shapes));
        return config;
    }

    /** One shape, or a list of several. */
    static JsonNode shapes(List<Shape> shapes) {
        if (shapes.size() == 1) {
            return Kinds.SHAPE.write(shapes.get(0));
        }
        ArrayNode all = Json.array();
        shapes.forEach(shape -> all.add(Kinds.SHAPE.write(shape)));
        return all;
    }

    /**
     * How many numbers the weights will have once the layer is built, so that an absurd config can be refused against the
     * size of its file before anything is allocated. By default those of {@link #parts} on the same input.
     *
     * @param input the input's shape with the batch axis
     */
    long weightCount(L layer, Shape input, Layers layers) {
        long total = 0;
        for (Layer part : parts(layer).values()) {
            total = Math.addExact(total, layers.weightCount(part, input));
        }
        return total;
    }

    /** The layers inside, under the attribute names that make their paths in the weights file. */
    Map<String, Layer> parts(L layer) {
        return Map.of();
    }

    /**
     * The lists of layers inside, under the attribute names that make their paths in the weights file; the layers of a list
     * get theirs from their classes ({@code cells/gru_cell_1}).
     */
    Map<String, List<Layer>> lists(L layer) {
        return Map.of();
    }

    /**
     * Which shape a weight must have and how that comes about ({@code "(features, 3 * units) = (8, 12)"}), for errors.
     */
    String shapeRule(L layer, Parameter weight) {
        return weight.shape().toString();
    }

    /** The size of an axis, for {@link #weightCount}; 0 where it is unknown, because then building refuses it. */
    static long size(Shape shape, int axis) {
        return shape.rank() == 0 || shape.dim(axis) == Shape.UNKNOWN ? 0 : shape.dim(axis);
    }
}
