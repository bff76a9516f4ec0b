package io.github.gru4j.keras;

import io.github.gru4j.layer.MaxPooling1D;
import io.github.gru4j.layer.Pooling1D;
import java.util.List;

/** {@code keras.layers.MaxPooling1D} in files. */
final class MaxPooling1DConfig extends LayerCodec<MaxPooling1D, Pooling1D.Builder<MaxPooling1D>> {

    MaxPooling1DConfig() {
        super(
                "MaxPooling1D",
                "keras.layers",
                MaxPooling1D.class,
                List.of(
                        Field.of("pool_size", Kinds.ONE_STEP, Pooling1D.Builder::poolSize, Pooling1D::poolSize),
                        Field.of("padding", Kinds.PADDING, Pooling1D.Builder::padding, Pooling1D::padding),
                        Field.of("strides", Kinds.ONE_STEP, Pooling1D.Builder::strides, Pooling1D::strides),
                        Field.written("data_format", layer -> Kinds.CHANNELS_LAST)));
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    Pooling1D.Builder<MaxPooling1D> builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        return MaxPooling1D.builder();
    }

    @Override
    MaxPooling1D build(Pooling1D.Builder<MaxPooling1D> builder) {
        return builder.build();
    }
}
