package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code tf.nn.RNNCellResidualWrapper} in files of Keras 2; Keras 3 has no such class. */
final class ResidualWrapperConfig extends LayerCodec<ResidualWrapper, ResidualWrapper.Builder> {

    ResidualWrapperConfig() {
        super("ResidualWrapper", "keras.src.layers.rnn.cell_wrappers", ResidualWrapper.class, List.of());
    }

    @Override
    ResidualWrapper.Builder builder(Config config, Layers layers) {
        return ResidualWrapper.builder(
                RNNConfig.cell(config.required("cell"), config.place().down("cell"), layers));
    }

    /** Refuses to write what nobody could read. */
    static IllegalArgumentException unwritable(Layer layer) {
        return new IllegalArgumentException("KerasConfigs: layer must be one that Keras 3 has. Received: "
                + layer.className() + " '" + layer.name() + "', which Keras 2 alone has.");
    }

    @Override
    ResidualWrapper build(ResidualWrapper.Builder builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(ResidualWrapper wrapper, Layers layers) {
        throw unwritable(wrapper);
    }

    @Override
    Map<String, Layer> parts(ResidualWrapper wrapper) {
        return Map.of("wrapped_cell", wrapper.cell()); // what Keras 2 calls it in files, not in configs
    }
}
