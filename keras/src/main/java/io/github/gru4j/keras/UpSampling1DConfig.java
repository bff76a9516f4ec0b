package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.UpSampling1D;
import java.util.List;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.UpSampling1D} in files. */
final class UpSampling1DConfig extends PlainCodec<UpSampling1D> {

    UpSampling1DConfig() {
        super(
                "UpSampling1D",
                UpSampling1D.class,
                List.of(Field.written("size", layer -> IntNode.valueOf(layer.size()))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<UpSampling1D> builder(Config config, Layers layers) {
        return UpSampling1D.builder(config.integer("size", 2));
    }
}
