package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of layer classes that files may hold, and the way from a serialised layer to a layer and back. What is not in
 * the table fails by name.
 */
final class LayerConfigs {

    private static final List<LayerCodec<?, ?>> TABLE = List.of(
            new InputConfig(),
            new DenseConfig(),
            new DropoutConfig(),
            new NormalizationConfig(),
            new GRUCellConfig(),
            new RNNConfig(),
            new GRUConfig(),
            new SequentialConfig());

    private LayerConfigs() {}

    /** The class names that can be read and written, in the order of the table. */
    static List<String> classNames() {
        return TABLE.stream().<String>map(LayerCodec::className).toList();
    }

    /**
     * Makes a layer from its serialised form; not yet built.
     *
     * @param node {@code {"module", "class_name", "config", …}}
     * @param place where it stands
     * @throws KerasFormatException if the class is not in the table, or its config is wrong
     */
    static Layer read(JsonNode node, Place place) {
        return read(Serialized.read(node, place));
    }

    /** Makes a layer from its serialised form; see {@link #read(JsonNode, Place)}. */
    static Layer read(Serialized serialized) {
        try {
            Layer layer = codec(serialized).read(serialized.config());
            serialized.config().finish();
            return layer;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            // What a constructor or a shape refuses: rules of the layers themselves, said in their words.
            throw serialized.place().error(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The row of the table for a serialised layer.
     *
     * @throws KerasFormatException if the class is not in the table
     */
    static LayerCodec<?, ?> codec(Serialized serialized) {
        for (LayerCodec<?, ?> codec : TABLE) {
            if (codec.className().equals(serialized.className())) {
                return codec;
            }
        }
        throw serialized
                .config()
                .error("must be one of the supported layers " + classNames() + ". Received: class_name="
                        + serialized.className() + ".");
    }

    /** The serialised form of a layer, with what it was built for. */
    static ObjectNode write(Layer layer) {
        LayerCodec<Layer, ?> codec = codec(layer);
        ObjectNode node = Serialized.write(codec.module(), codec.className(), codec.write(layer));
        Shape shape = layer.inputShape();
        if (shape != null && codec.writesBuildConfig()) {
            node.putObject("build_config").set("input_shape", Kinds.SHAPE.write(shape));
        }
        return node;
    }

    /**
     * The row of the table for a layer.
     *
     * @throws IllegalArgumentException if files cannot hold the layer
     */
    @SuppressWarnings("unchecked") // the row's type is the layer's class, exactly
    static LayerCodec<Layer, ?> codec(Layer layer) {
        for (LayerCodec<?, ?> codec : TABLE) {
            if (codec.type() == layer.getClass()) {
                return (LayerCodec<Layer, ?>) codec;
            }
        }
        throw new IllegalArgumentException("KerasFiles: layer must be one of " + classNames() + ". Received: "
                + layer.getClass().getName() + " '" + layer.name() + "'.");
    }
}
