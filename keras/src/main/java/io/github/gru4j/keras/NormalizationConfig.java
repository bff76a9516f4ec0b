package io.github.gru4j.keras;

import io.github.gru4j.layer.Normalization;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;

/** {@code keras.layers.Normalization} in files. */
final class NormalizationConfig extends LayerCodec<Normalization, Normalization.Builder> {

    NormalizationConfig() {
        super(
                "Normalization",
                "keras.layers",
                Normalization.class,
                List.of(
                        new Field<>("axis", NormalizationConfig::readAxis, NormalizationConfig::writeAxis),
                        Field.of("invert", Kinds.BOOLEAN, Normalization.Builder::invert, Normalization::invert),
                        new Field<>(
                                "mean",
                                (config, builder) -> {
                                    double[] mean = numbers(config, "mean");
                                    if (mean != null) {
                                        builder.mean(mean);
                                    }
                                },
                                layer -> written(layer.givenMean())),
                        new Field<>(
                                "variance",
                                (config, builder) -> {
                                    double[] variance = numbers(config, "variance");
                                    if (variance != null) {
                                        builder.variance(variance);
                                    }
                                },
                                layer -> written(layer.givenVariance()))));
    }

    @Override
    Normalization.Builder builder(Config config, Layers layers) {
        return Normalization.builder();
    }

    @Override
    Normalization build(Normalization.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(Normalization layer, Shape input, Layers layers) {
        return layer.givenMean() != null ? 0 : layer.axis() == null ? 3 : 2 * size(input, -1) + 1;
    }

    /** Keras turns None into no axes and an integer into a list of one. */
    private static void readAxis(Config config, Normalization.Builder builder) {
        JsonNode axis = config.get("axis");
        if (axis == null) {
            return;
        }
        if (axis.isNull() || (axis instanceof ArrayNode && axis.isEmpty())) {
            builder.axis(null);
            return;
        }
        if (axis instanceof ArrayNode && axis.size() > 1) {
            throw config.error("axis must be one axis or null. Received: axis=" + Json.shown(axis) + ".");
        }
        builder.axis(Kinds.INTEGER.read(
                axis instanceof ArrayNode ? axis.get(0) : axis, config.place().down("axis")));
    }

    private static JsonNode writeAxis(Normalization layer) {
        ArrayNode axes = Json.array();
        if (layer.axis() != null) {
            axes.add(layer.axis());
        }
        return axes;
    }

    private static double @Nullable [] numbers(Config config, String key) {
        JsonNode value = config.value(key);
        Place place = config.place().down(key);
        if (value == null) {
            return null;
        }
        // Keras accepts numbers in any nesting whose axes are 1; what counts is their order.
        while (value instanceof ArrayNode && value.size() == 1 && value.get(0) instanceof ArrayNode) {
            value = value.get(0);
        }
        return Kinds.ONE_OR_MORE.read(value, place);
    }

    private static JsonNode written(double @Nullable [] numbers) {
        return numbers == null ? NullNode.instance : Kinds.ONE_OR_MORE.write(numbers);
    }
}
