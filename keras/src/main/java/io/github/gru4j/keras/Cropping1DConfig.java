package io.github.gru4j.keras;

import io.github.gru4j.layer.Cropping1D;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;

/** {@code keras.layers.Cropping1D} in files. */
final class Cropping1DConfig extends PlainCodec<Cropping1D> {

    Cropping1DConfig() {
        super(
                "Cropping1D",
                Cropping1D.class,
                List.of(Field.written(
                        "cropping", layer -> Kinds.INTEGERS.write(List.of(layer.left(), layer.right())))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<Cropping1D> builder(Config config, Layers layers) {
        List<Integer> ends = Kinds.pair(config, "cropping", 1);
        return Cropping1D.builder(ends.get(0), ends.get(1));
    }
}
