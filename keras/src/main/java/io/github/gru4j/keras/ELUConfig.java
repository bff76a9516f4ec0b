package io.github.gru4j.keras;

import io.github.gru4j.layer.ELU;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.ELU} in files. */
final class ELUConfig extends PlainCodec<ELU> {

    ELUConfig() {
        super("ELU", ELU.class, List.of(Field.written("alpha", layer -> DoubleNode.valueOf(layer.alpha()))));
    }

    @Override
    PlainBuilder<ELU> builder(Config config, Layers layers) {
        return ELU.builder(config.number("alpha", 1));
    }

    /** Keras writes the argument between the common ones, because this class leaves its config to the base class. */
    @Override
    ObjectNode write(ELU layer, Layers layers) {
        ObjectNode common = super.write(layer, layers);
        ObjectNode out = Json.object();
        out.set("name", common.get("name"));
        out.set("alpha", common.get("alpha"));
        return out.setAll(common);
    }
}
