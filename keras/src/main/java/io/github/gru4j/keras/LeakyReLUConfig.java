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
        // Keras 2 calls the argument alpha; Keras 3 takes that name, too.
        return LeakyReLU.builder(config.number("negative_slope", config.number("alpha", 0.3)));
    }
}
