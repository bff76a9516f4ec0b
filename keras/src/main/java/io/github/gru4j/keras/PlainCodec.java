package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;

/**
 * The codec of a class whose constructor takes all of its own arguments.
 *
 * @param <L> the layer
 */
abstract class PlainCodec<L extends Layer> extends LayerCodec<L, PlainBuilder<L>> {

    /** See {@link LayerCodec}; the fields are written, and read in {@link #builder}. */
    PlainCodec(String className, Class<L> type, List<Field<L, PlainBuilder<L>>> fields) {
        super(className, "keras.layers", type, fields);
    }

    /** Most of these have nothing to build. */
    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    final L build(PlainBuilder<L> builder) {
        return builder.build();
    }
}
