package io.github.gru4j.keras;

import io.github.gru4j.layer.LeakyReLU;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;

/** {@code keras.layers.LeakyReLU} in files. */
final class LeakyReLUConfig extends PlainCodec<LeakyReLU> {

    LeakyReLUConfig() {
        super(
                "LeakyReLU",
                LeakyReLU.class,
                List.of(Field.written("negative_slope", layer -> DoubleNode.valueOf(layer.negativeSlope()))));
    }

    @Override
    PlainBuilder<LeakyReLU> builder(Config config, Layers layers) {
        boolean keras2 = config.generation() == Generation.KERAS_2; // which calls the argument alpha
        return LeakyReLU.builder(config.number(keras2 ? "alpha" : "negative_slope", 0.3));
    }
}
