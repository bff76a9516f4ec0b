package io.github.gru4j.keras;

import io.github.gru4j.layer.GaussianNoise;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;

/** {@code keras.layers.GaussianNoise} in files. */
final class GaussianNoiseConfig extends LayerCodec<GaussianNoise, GaussianNoise.Builder> {

    GaussianNoiseConfig() {
        super(
                "GaussianNoise",
                "keras.layers",
                GaussianNoise.class,
                List.of(
                        Field.written("stddev", layer -> DoubleNode.valueOf(layer.stddev())),
                        Field.nullable("seed", Kinds.SEED, GaussianNoise.Builder::seed, GaussianNoise::seed)));
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    GaussianNoise.Builder builder(Config config, Layers layers) {
        return GaussianNoise.builder(
                Kinds.NUMBER.read(config.required("stddev"), config.place().down("stddev")));
    }

    @Override
    GaussianNoise build(GaussianNoise.Builder builder) {
        return builder.build();
    }
}
