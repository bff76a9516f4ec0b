package io.github.gru4j.keras;

import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.Concatenate} in files. */
final class ConcatenateConfig extends PlainCodec<Concatenate> {

    ConcatenateConfig() {
        super("Concatenate", Concatenate.class, List.of(Field.written("axis", layer -> IntNode.valueOf(layer.axis()))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<Concatenate> builder(Config config, Layers layers) {
        return Concatenate.builder(config.integer("axis", -1));
    }
}
