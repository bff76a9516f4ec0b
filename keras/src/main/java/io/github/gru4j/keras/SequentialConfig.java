package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.Sequential} in files: a list of serialised layers and the shape that the model was built for. */
final class SequentialConfig extends LayerCodec<Sequential, Sequential.Builder> {

    SequentialConfig() {
        super("Sequential", "keras", Sequential.class, List.of());
    }

    @Override
    Sequential.Builder builder(Config config, Layers layers) {
        return Sequential.builder();
    }

    @Override
    Sequential build(Sequential.Builder builder) {
        return builder.build();
    }

    @Override
    Sequential read(Config config, Layers layers) {
        Sequential.Builder builder = builder(config, layers);
        List<Layer> members = new ArrayList<>();
        List<Serialized> forms = Serialized.layers(config, layers);
        for (Serialized form : forms) {
            Layer layer = layers.read(form);
            members.add(layer);
            builder.add(layer);
        }
        readCommon(config, builder);
        Shape shape = shape(members, forms, config);
        if (shape != null) {
            buildAll(members, forms, shape, layers);
        }
        Sequential model = build(builder);
        if (shape != null) {
            model.build(shape);
        }
        return model;
    }

    /** What the model is built for: its entrance's shape, else the one that the config or, in Keras 2, its first layer says. */
    private static @Nullable Shape shape(List<Layer> members, List<Serialized> forms, Config config) {
        JsonNode built = config.value("build_input_shape");
        if (!members.isEmpty() && members.get(0) instanceof Input input) {
            return input.batchShape();
        }
        if (built == null && !forms.isEmpty() && config.generation() == Generation.KERAS_2) {
            Config first = forms.get(0).config();
            JsonNode given = first.value("batch_input_shape");
            return given == null ? null : Kinds.SHAPE.read(given, first.place().down("batch_input_shape"));
        }
        return built == null ? null : Kinds.SHAPE.read(built, config.place().down("build_input_shape"));
    }

    /** Builds each layer for what its form remembers, else for what reaches it; first refuses what cannot be in the file. */
    private static void buildAll(List<Layer> members, List<Serialized> forms, Shape input, Layers layers) {
        Shape shape = input;
        for (int i = 0; i < members.size(); i++) {
            Layer layer = members.get(i);
            Config config = forms.get(i).config();
            List<Shape> own = BuildConfig.read(forms.get(i));
            try {
                config.place().budget().build(layer, config, own == null ? List.of(shape) : own, layers);
                shape = layer.computeOutputShape(shape);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
                throw config.error("must fit its input of shape " + shape + ". Received: " + e.getMessage(), e);
            }
        }
    }

    @Override
    ObjectNode write(Sequential model, Layers layers) {
        ObjectNode out = super.write(model, layers);
        ArrayNode members = out.putArray("layers");
        model.layers().forEach(layer -> members.add(layers.write(layer)));
        Shape shape = model.inputShape();
        if (shape != null) {
            out.set("build_input_shape", Kinds.SHAPE.write(shape));
        }
        return out;
    }

    @Override
    long weightCount(Sequential model, Shape input, Layers layers) {
        long total = 0;
        Shape shape = input;
        for (Layer layer : model.layers()) {
            total = Math.addExact(total, layers.weightCount(layer, shape));
            shape = layer.computeOutputShape(shape);
        }
        return total;
    }

    @Override
    Map<String, List<Layer>> lists(Sequential model) {
        // Keras lists a Sequential's layers without the entrance.
        return Map.of(
                "layers",
                model.layers().stream()
                        .filter(layer -> !(layer instanceof Input))
                        .toList());
    }
}
