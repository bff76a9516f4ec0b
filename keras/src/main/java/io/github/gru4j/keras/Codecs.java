package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of codecs: the way from a serialised layer to a layer and back. A class that is not in the set fails by name.
 *
 * @param list the codecs, those of Keras's own classes and those that a user registered
 */
record Codecs(List<Codec<?>> list) implements Layers {

    /** What a layer takes besides its weights, though its config be empty. */
    private static final long MEMORY = 2048;

    /** A set of codecs. */
    Codecs {
        list = List.copyOf(list);
    }

    /** The class names that can be read and written, in the order of the set; of custom classes, the registered names. */
    List<String> classNames() {
        return list.stream().<String>map(Codecs::key).toList();
    }

    /** The name that a codec stands for: of a custom class, the registered one. */
    static String key(Codec<?> codec) {
        return Objects.requireNonNullElse(codec.registeredName(), codec.className());
    }

    @Override
    public Layer read(Serialized form) {
        form.place().memory().spend(MEMORY, "a layer", form.place());
        try {
            Layer layer = codec(form).read(form.config(), this);
            if (form.place().generation() == Generation.KERAS_2) {
                form.config().get("batch_input_shape"); // of any layer; what the model that it starts is built for
            }
            form.config().finish();
            return layer;
        } catch (ArithmeticException e) {
            throw form.config()
                    .error("sizes must have products that fit an integer. Received: " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // What a constructor or a shape refuses: rules of the layers themselves, said in their words.
            throw form.place().error(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void require(Serialized form) {
        codec(form);
    }

    /** Whether the class of a serialised layer is known. */
    boolean knows(Serialized form) {
        try {
            codec(form);
            return true;
        } catch (KerasFormatException e) {
            return false;
        }
    }

    /** The codec of a serialised layer: a registered class comes first, as in Keras. */
    private Codec<?> codec(Serialized form) {
        String customName = form.customName();
        for (Codec<?> codec : list) {
            if (customName != null && customName.equals(codec.registeredName())) {
                return codec;
            }
        }
        if (form.isOperation()) {
            throw form.config()
                    .error("must be a layer. Received: an operation of module="
                            + Json.shown(form.node().path("module")) + ".");
        }
        form.requireKeras("register a custom layer with KerasConfigs.with");
        for (Codec<?> codec : list) {
            if (codec.registeredName() == null && codec.className().equals(form.className())) {
                return codec;
            }
        }
        throw form.config()
                .error("must be one of the supported layers " + classNames() + ". Received: class_name="
                        + form.className() + ".");
    }

    @Override
    public ObjectNode write(Layer layer) {
        Codec<Layer> codec = codec(layer);
        ObjectNode node =
                Serialized.write(codec.module(), codec.className(), codec.write(layer, this), codec.writtenName());
        List<Shape> shapes = layer.inputShapes();
        if (shapes != null && codec.writesBuildConfig()) {
            node.set("build_config", codec.buildConfig(layer, shapes));
        }
        return node;
    }

    @Override
    public long weightCount(Layer layer, Shape input) {
        return layer.built() ? 0 : codec(layer).weightCount(layer, input, this);
    }

    /**
     * The codec of a layer.
     *
     * @throws IllegalArgumentException if configs cannot hold the layer
     */
    @SuppressWarnings("unchecked") // the codec's type is the layer's class, exactly
    Codec<Layer> codec(Layer layer) {
        for (Codec<?> codec : list) {
            if (codec.type() == layer.getClass()) {
                return (Codec<Layer>) codec;
            }
        }
        if (LayerTable.codecs(Generation.KERAS_2).stream().anyMatch(codec -> codec.type() == layer.getClass())) {
            throw ResidualWrapperConfig.unwritable(layer);
        }
        throw new IllegalArgumentException("KerasConfigs: layer must be one of " + classNames() + ". Received: "
                + layer.getClass().getName() + " '" + layer.name()
                + "'. Register a custom layer with KerasConfigs.with.");
    }
}
