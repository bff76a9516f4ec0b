package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The codec of a class of Keras itself. To add one, extend this class in a file of its own and give it a line in
 * {@link LayerTable}: {@link Field}s for the arguments with defaults, {@link #builder} for those without, {@link #parts}
 * and {@link #lists} for the layers inside, {@link #weightCount} for the weights. A codec whose layer holds others reads
 * them with {@link Layers#read} in {@link #builder} and writes them with {@link Layers#write} in {@link #write}.
 *
 * @param <L> the layer
 * @param <B> its builder
 */
abstract class LayerCodec<L extends Layer, B extends Layer.Builder<?>> extends Codec<L> {

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
        super(className, module, type);
        this.fields = List.copyOf(fields);
    }

    /** A builder with the arguments that the constructor itself takes, layers inside among them. */
    abstract B builder(Config config, Layers layers);

    /** The layer of a builder. */
    abstract L build(B builder);

    @Override
    L read(Config config, Layers layers) {
        B builder = builder(config, layers);
        readCommon(config, builder);
        fields.forEach(field -> field.read(config, builder));
        return build(builder);
    }

    @Override
    ObjectNode write(L layer, Layers layers) {
        ObjectNode out = Json.object();
        writeCommon(layer, out);
        fields.forEach(field -> field.write(layer, out));
        return out;
    }

    /** The arguments that every layer takes. */
    static void readCommon(Config config, Layer.Builder<?> builder) {
        JsonNode dtype = config.value("dtype");
        if (dtype != null) {
            builder.dtype(Kinds.DTYPE.read(dtype, config.place().down("dtype")));
        }
        readCommonWithoutDType(config, builder);
    }

    /** The arguments that every layer takes, but for the dtype, which an entrance means otherwise. */
    static void readCommonWithoutDType(Config config, Layer.Builder<?> builder) {
        JsonNode name = config.value("name");
        if (name != null) {
            builder.name(Kinds.STRING.read(name, config.place().down("name")));
        }
        builder.trainable(config.bool("trainable", true));
        JsonNode regularizer = config.value("activity_regularizer");
        if (regularizer != null) {
            builder.activityRegularizer(
                    RegularizerConfigs.FAMILY.read(regularizer, config.place().down("activity_regularizer")));
        }
    }

    /** Keras's place for the activity regularizer of some layers: null, where {@link #writeCommon} has not put one. */
    static <L extends Layer, B> Field<L, B> noActivityRegularizer() {
        return Field.written(
                "activity_regularizer", layer -> layer.activityRegularizer() == null ? NullNode.instance : null);
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
}
