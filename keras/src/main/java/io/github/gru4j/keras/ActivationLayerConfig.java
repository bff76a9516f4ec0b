package io.github.gru4j.keras;

import io.github.gru4j.layer.ActivationLayer;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;

/** {@code keras.layers.Activation} in files. */
final class ActivationLayerConfig extends PlainCodec<ActivationLayer> {

    ActivationLayerConfig() {
        super(
                "Activation",
                ActivationLayer.class,
                List.of(ActivationConfigs.field(
                        "activation", (builder, activation) -> {}, ActivationLayer::activation)));
    }

    @Override
    PlainBuilder<ActivationLayer> builder(Config config, Layers layers) {
        return ActivationLayer.builder(ActivationConfigs.KIND.read(
                config.required("activation"), config.place().down("activation")));
    }
}
