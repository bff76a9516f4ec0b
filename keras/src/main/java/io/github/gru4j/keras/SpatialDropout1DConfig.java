package io.github.gru4j.keras;

import io.github.gru4j.layer.SpatialDropout1D;
import java.util.List;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.SpatialDropout1D} in files. */
final class SpatialDropout1DConfig extends LayerCodec<SpatialDropout1D, SpatialDropout1D.Builder> {

    SpatialDropout1DConfig() {
        super(
                "SpatialDropout1D",
                "keras.layers",
                SpatialDropout1D.class,
                List.of(
                        Field.written("rate", layer -> DoubleNode.valueOf(layer.rate())),
                        Field.nullable("seed", Kinds.SEED, SpatialDropout1D.Builder::seed, SpatialDropout1D::seed)));
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    SpatialDropout1D.Builder builder(Config config, Layers layers) {
        return SpatialDropout1D.builder(
                Kinds.NUMBER.read(config.required("rate"), config.place().down("rate")));
    }

    @Override
    SpatialDropout1D build(SpatialDropout1D.Builder builder) {
        return builder.build();
    }

    /** Keras writes these four keys and no others, the dtype as a plain name. */
    @Override
    ObjectNode write(SpatialDropout1D layer, Layers layers) {
        ObjectNode out = Json.object();
        out.put("rate", layer.rate());
        Long seed = layer.seed();
        out.set("seed", seed == null ? NullNode.instance : LongNode.valueOf(seed));
        out.put("name", layer.name());
        out.put("dtype", layer.dtype().kerasName());
        return out;
    }
}
