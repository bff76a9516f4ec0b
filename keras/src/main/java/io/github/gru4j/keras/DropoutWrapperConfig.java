package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.DropoutWrapper;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code tf.nn.RNNCellDropoutWrapper} in files of Keras 2; Keras 3 has no such class. */
final class DropoutWrapperConfig extends LayerCodec<DropoutWrapper, DropoutWrapper.Builder> {

    DropoutWrapperConfig() {
        super(
                "DropoutWrapper",
                "keras.src.layers.rnn.cell_wrappers",
                DropoutWrapper.class,
                List.of(
                        Field.of(
                                "input_keep_prob",
                                Kinds.NUMBER,
                                DropoutWrapper.Builder::inputKeepProb,
                                DropoutWrapper::inputKeepProb),
                        Field.of(
                                "output_keep_prob",
                                Kinds.NUMBER,
                                DropoutWrapper.Builder::outputKeepProb,
                                DropoutWrapper::outputKeepProb),
                        Field.of(
                                "state_keep_prob",
                                Kinds.NUMBER,
                                DropoutWrapper.Builder::stateKeepProb,
                                DropoutWrapper::stateKeepProb),
                        Field.of(
                                "variational_recurrent",
                                Kinds.BOOLEAN,
                                DropoutWrapper.Builder::variationalRecurrent,
                                DropoutWrapper::variationalRecurrent),
                        Field.nullable("seed", Kinds.SEED, DropoutWrapper.Builder::seed, DropoutWrapper::seed)));
    }

    @Override
    DropoutWrapper.Builder builder(Config config, Layers layers) {
        config.get("input_size"); // the width of a variational mask, which every input says itself
        return DropoutWrapper.builder(
                RNNConfig.cell(config.required("cell"), config.place().down("cell"), layers));
    }

    @Override
    DropoutWrapper build(DropoutWrapper.Builder builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(DropoutWrapper wrapper, Layers layers) {
        throw ResidualWrapperConfig.unwritable(wrapper);
    }

    @Override
    Map<String, Layer> parts(DropoutWrapper wrapper) {
        return Map.of("wrapped_cell", wrapper.cell()); // what Keras 2 calls it in files, not in configs
    }
}
