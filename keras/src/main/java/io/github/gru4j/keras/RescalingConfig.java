package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.Rescaling;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code keras.layers.Rescaling} in files. */
final class RescalingConfig extends PlainCodec<Rescaling> {

    RescalingConfig() {
        super(
                "Rescaling",
                Rescaling.class,
                List.of(
                        Field.written("scale", layer -> Kinds.ONE_OR_MORE.write(layer.scale())),
                        Field.written("offset", layer -> Kinds.ONE_OR_MORE.write(layer.offset()))));
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<Rescaling> builder(Config config, Layers layers) {
        JsonNode given = config.value("offset");
        double[] offset = given == null
                ? new double[1]
                : Kinds.ONE_OR_MORE.read(given, config.place().down("offset"));
        return Rescaling.builder(
                Kinds.ONE_OR_MORE.read(config.required("scale"), config.place().down("scale")), offset);
    }
}
