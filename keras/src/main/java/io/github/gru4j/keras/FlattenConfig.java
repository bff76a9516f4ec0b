package io.github.gru4j.keras;

import io.github.gru4j.layer.Flatten;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;

/** {@code keras.layers.Flatten} in files. */
final class FlattenConfig extends PlainCodec<Flatten> {

    FlattenConfig() {
        super("Flatten", Flatten.class, List.of(Field.written("data_format", layer -> Kinds.CHANNELS_LAST)));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<Flatten> builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        return Flatten.builder();
    }
}
