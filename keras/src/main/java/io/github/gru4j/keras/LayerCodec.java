package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One layer class in files: how its config is read and written, where its inner layers keep their weights, and how large
 * and of which shape its weights are. One row of the table in {@link LayerConfigs}.
 *
 * @param <L> the layer
 * @param <B> its builder
 */
abstract class LayerCodec<L extends Layer, B extends Layer.Builder<?>> {

    private final String className;
    private final String module;
    private final Class<L> type;
    private final List<Field<L, B>> fields;

    /**
     * A row of the table.
     *
     * @param className Keras's class name
     * @param module the Python module of the class
     * @param type the Java class, exactly
     * @param fields the arguments after the common ones, in Keras's order
     */
    LayerCodec(String className, String module, Class<L> type, List<Field<L, B>> fields) {
        this.className = className;
        this.module = module;
        this.type = type;
        this.fields = List.copyOf(fields);
    }

    /** Keras's class name. */
    final String className() {
        return className;
    }

    /** The Python module of the class. */
    final String module() {
        return module;
    }

    /** The Java class. */
    final Class<L> type() {
        return type;
    }

    /** A builder with the arguments that the constructor itself takes. */
    abstract B builder(Config config);

    /** The layer of a builder. */
    abstract L build(B builder);

    /** Reads a layer from its config. */
    L read(Config config) {
        B builder = builder(config);
        readCommon(config, builder);
        fields.forEach(field -> field.read(config, builder));
        return build(builder);
    }

    /** The config of a layer. */
    ObjectNode write(L layer) {
        ObjectNode out = Json.object();
        writeCommon(layer, out);
        fields.forEach(field -> field.write(layer, out));
        return out;
    }

    /** The arguments that every layer takes. */
    static void readCommon(Config config, Layer.Builder<?> builder) {
        JsonNode name = config.value("name");
        if (name != null) {
            builder.name(Kinds.STRING.read(name, config.place().down("name")));
        }
        builder.trainable(config.bool("trainable", true));
        JsonNode dtype = config.value("dtype");
        if (dtype != null) {
            builder.dtype(Kinds.DTYPE.read(dtype, config.place().down("dtype")));
        }
        JsonNode regularizer = config.value("activity_regularizer");
        if (regularizer != null) {
            builder.activityRegularizer(
                    RegularizerConfigs.FAMILY.read(regularizer, config.place().down("activity_regularizer")));
        }
    }

    /** The arguments that every layer takes. Keras writes an activity regularizer here only where there is one. */
    static void writeCommon(Layer layer, ObjectNode out) {
        out.put("name", layer.name());
        out.put("trainable", layer.trainable());
        out.set("dtype", Kinds.DTYPE.write(layer.dtype()));
        if (layer.activityRegularizer() != null) {
            out.set("activity_regularizer", RegularizerConfigs.FAMILY.write(layer.activityRegularizer()));
        }
    }

    /** Whether the serialised layer says what it was built for; an InputLayer's own config says it already. */
    boolean writesBuildConfig() {
        return true;
    }

    /**
     * How many numbers the weights will have once the layer is built, so that an absurd config can be refused against the
     * size of its file before anything is allocated.
     *
     * @param input the input's shape with the batch axis
     */
    long weightCount(L layer, Shape input) {
        return 0;
    }

    /** The layers inside, under the attribute names that make their paths in the weights file. */
    Map<String, Layer> parts(L layer) {
        return Map.of();
    }

    /** The layers of a list inside, which get their paths in the weights file from their classes; null without a list. */
    @Nullable
    List<Layer> list(L layer) {
        return null;
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
