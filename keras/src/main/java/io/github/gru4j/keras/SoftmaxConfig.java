package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.Softmax;
import java.util.List;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.Softmax} in files. */
final class SoftmaxConfig extends PlainCodec<Softmax> {

    SoftmaxConfig() {
        super("Softmax", Softmax.class, List.of(Field.written("axis", layer -> IntNode.valueOf(layer.axis()))));
    }

    @Override
    PlainBuilder<Softmax> builder(Config config, Layers layers) {
        return Softmax.builder(config.integer("axis", -1));
    }
}
