package io.github.gru4j.keras;

import io.github.gru4j.layer.Dropout;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;

/** {@code keras.layers.Dropout} in files. */
final class DropoutConfig extends LayerCodec<Dropout, Dropout.Builder> {

    DropoutConfig() {
        super(
                "Dropout",
                "keras.layers",
                Dropout.class,
                List.of(
                        Field.written("rate", dropout -> DoubleNode.valueOf(dropout.rate())),
                        Field.nullable("seed", Kinds.SEED, Dropout.Builder::seed, Dropout::seed),
                        Field.nullable("noise_shape", Kinds.SHAPE, Dropout.Builder::noiseShape, Dropout::noiseShape)));
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    Dropout.Builder builder(Config config, Layers layers) {
        return Dropout.builder(
                Kinds.NUMBER.read(config.required("rate"), config.place().down("rate")));
    }

    @Override
    Dropout build(Dropout.Builder builder) {
        return builder.build();
    }
}
