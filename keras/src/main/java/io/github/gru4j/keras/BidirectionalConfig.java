package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.MergeMode;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * {@code keras.layers.Bidirectional} in files. Keras 3 writes both layers as they are; Keras 2 writes the one that was
 * given, and the other only if it was given, too.
 */
final class BidirectionalConfig extends LayerCodec<Bidirectional, Bidirectional.Builder> {

    BidirectionalConfig() {
        super(
                "Bidirectional",
                "keras.layers",
                Bidirectional.class,
                List.of(new Field<>("merge_mode", BidirectionalConfig::readMergeMode, BidirectionalConfig::mergeMode)));
    }

    private static void readMergeMode(Config config, Bidirectional.Builder builder) {
        JsonNode mode = config.get("merge_mode");
        if (mode != null) {
            builder.mergeMode(
                    mode.isNull()
                            ? MergeMode.NONE
                            : MergeMode.get(
                                    Kinds.STRING.read(mode, config.place().down("merge_mode"))));
        }
    }

    private static JsonNode mergeMode(Bidirectional both) {
        String identifier = both.mergeMode().identifier();
        return identifier == null ? NullNode.instance : StringNode.valueOf(identifier);
    }

    @Override
    Bidirectional.Builder builder(Config config, Layers layers) {
        RNN layer = layer(config.required("layer"), config.place().down("layer"), layers);
        Bidirectional.Builder builder = Bidirectional.builder(layer);
        JsonNode backward = config.value("backward_layer");
        if (backward != null) {
            builder.backwardLayer(layer(backward, config.place().down("backward_layer"), layers));
        }
        RNNConfig.checkConstants(config, layer.cell());
        return builder;
    }

    private static RNN layer(JsonNode node, Place place, Layers layers) {
        if (layers.read(node, place) instanceof RNN layer) {
            return layer;
        }
        throw place.error("must be a recurrent layer, RNN or GRU. Received: " + Json.shown(node) + ".");
    }

    @Override
    Bidirectional build(Bidirectional.Builder builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(Bidirectional both, Layers layers) {
        ObjectNode out = super.write(both, layers);
        parts(both).forEach((attribute, layer) -> out.set(attribute.replace("forward_", ""), layers.write(layer)));
        return out;
    }

    @Override
    ObjectNode buildConfig(Bidirectional both, List<Shape> shapes) {
        return CallSignature.of(both).buildConfig(shapes);
    }

    @Override
    Map<String, Layer> parts(Bidirectional both) {
        Map<String, Layer> parts = new LinkedHashMap<>();
        parts.put("forward_layer", both.forwardLayer());
        parts.put("backward_layer", both.backwardLayer());
        return parts;
    }
}
