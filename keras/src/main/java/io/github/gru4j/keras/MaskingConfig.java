package io.github.gru4j.keras;

import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;

/** {@code keras.layers.Masking} in files. */
final class MaskingConfig extends PlainCodec<Masking> {

    MaskingConfig() {
        super(
                "Masking",
                Masking.class,
                List.of(Field.written("mask_value", masking -> DoubleNode.valueOf(masking.maskValue()))));
    }

    @Override
    PlainBuilder<Masking> builder(Config config, Layers layers) {
        return Masking.builder(config.number("mask_value", 0));
    }
}
