package io.github.gru4j.keras;

import io.github.gru4j.layer.ReLU;
import java.util.List;

/** {@code keras.layers.ReLU} in files. */
final class ReLUConfig extends LayerCodec<ReLU, ReLU.Builder> {

    ReLUConfig() {
        super(
                "ReLU",
                "keras.layers",
                ReLU.class,
                List.of(
                        Field.nullable("max_value", Kinds.NUMBER, ReLU.Builder::maxValue, ReLU::maxValue),
                        Field.of("negative_slope", Kinds.NUMBER, ReLU.Builder::negativeSlope, ReLU::negativeSlope),
                        Field.of("threshold", Kinds.NUMBER, ReLU.Builder::threshold, ReLU::threshold)));
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    ReLU.Builder builder(Config config, Layers layers) {
        return ReLU.builder();
    }

    @Override
    ReLU build(ReLU.Builder builder) {
        return builder.build();
    }
}
