package io.github.gru4j.keras;

import io.github.gru4j.layer.Permute;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;

/** {@code keras.layers.Permute} in files. */
final class PermuteConfig extends PlainCodec<Permute> {

    PermuteConfig() {
        super("Permute", Permute.class, List.of(Field.written("dims", layer -> Kinds.INTEGERS.write(layer.dims()))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<Permute> builder(Config config, Layers layers) {
        return Permute.builder(
                Kinds.INTEGERS.read(config.required("dims"), config.place().down("dims")));
    }
}
