package io.github.gru4j.keras;

import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.BooleanNode;

/** {@code keras.layers.GlobalAveragePooling1D} in files. */
final class GlobalAveragePooling1DConfig extends PlainCodec<GlobalAveragePooling1D> {

    GlobalAveragePooling1DConfig() {
        super(
                "GlobalAveragePooling1D",
                GlobalAveragePooling1D.class,
                List.of(
                        Field.written("data_format", layer -> Kinds.CHANNELS_LAST),
                        Field.written("keepdims", layer -> BooleanNode.valueOf(layer.keepdims()))));
    }

    @Override
    PlainBuilder<GlobalAveragePooling1D> builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        return GlobalAveragePooling1D.builder(config.bool("keepdims", false));
    }
}
