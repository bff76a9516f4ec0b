package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.RepeatVector;
import java.util.List;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.RepeatVector} in files. */
final class RepeatVectorConfig extends PlainCodec<RepeatVector> {

    RepeatVectorConfig() {
        super("RepeatVector", RepeatVector.class, List.of(Field.written("n", layer -> IntNode.valueOf(layer.n()))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<RepeatVector> builder(Config config, Layers layers) {
        return RepeatVector.builder(
                Kinds.INTEGER.read(config.required("n"), config.place().down("n")));
    }
}
