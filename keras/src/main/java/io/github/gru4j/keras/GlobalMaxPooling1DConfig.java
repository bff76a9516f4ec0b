package io.github.gru4j.keras;

import io.github.gru4j.layer.GlobalMaxPooling1D;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.BooleanNode;

/** {@code keras.layers.GlobalMaxPooling1D} in files. */
final class GlobalMaxPooling1DConfig extends PlainCodec<GlobalMaxPooling1D> {

    GlobalMaxPooling1DConfig() {
        super(
                "GlobalMaxPooling1D",
                GlobalMaxPooling1D.class,
                List.of(
                        Field.written("data_format", layer -> Kinds.CHANNELS_LAST),
                        Field.written("keepdims", layer -> BooleanNode.valueOf(layer.keepdims()))));
    }

    @Override
    PlainBuilder<GlobalMaxPooling1D> builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        return GlobalMaxPooling1D.builder(config.bool("keepdims", false));
    }
}
