package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.ZeroPadding1D;
import java.util.List;

/** {@code keras.layers.ZeroPadding1D} in files. */
final class ZeroPadding1DConfig extends PlainCodec<ZeroPadding1D> {

    ZeroPadding1DConfig() {
        super(
                "ZeroPadding1D",
                ZeroPadding1D.class,
                List.of(
                        Field.written("padding", layer -> Kinds.INTEGERS.write(List.of(layer.left(), layer.right()))),
                        Field.written("data_format", layer -> Kinds.CHANNELS_LAST)));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<ZeroPadding1D> builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        List<Integer> ends = Kinds.pair(config, "padding", 1);
        return ZeroPadding1D.builder(ends.get(0), ends.get(1));
    }
}
