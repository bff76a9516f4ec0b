package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.RNN} in files: the walk through time, over a serialised cell. */
final class RNNConfig extends LayerCodec<RNN, RNN.Builder<RNN>> {

    RNNConfig() {
        super("RNN", "keras.layers", RNN.class, walk());
    }

    /**
     * The arguments of the walk through time, in Keras's order; a GRU lists them too.
     *
     * @param <L> the layer
     */
    static <L extends RNN> List<Field<L, RNN.Builder<L>>> walk() {
        return List.of(
                Field.of("return_sequences", Kinds.BOOLEAN, RNN.Builder::returnSequences, RNN::returnSequences),
                Field.of("return_state", Kinds.BOOLEAN, RNN.Builder::returnState, RNN::returnState),
                Field.of("go_backwards", Kinds.BOOLEAN, RNN.Builder::goBackwards, RNN::goBackwards),
                Field.of("stateful", Kinds.BOOLEAN, RNN.Builder::stateful, RNN::stateful),
                Field.of("unroll", Kinds.BOOLEAN, RNN.Builder::unroll, RNN::unroll),
                Field.of(
                        "zero_output_for_mask", Kinds.BOOLEAN, RNN.Builder::zeroOutputForMask, RNN::zeroOutputForMask));
    }

    @Override
    RNN.Builder<RNN> builder(Config config, Layers layers) {
        Place place = config.place().down("cell");
        if (layers.read(config.required("cell"), place) instanceof RNNCell cell) {
            return RNN.builder(cell);
        }
        throw place.error("must be a recurrent cell, GRUCell. Received: " + Json.shown(config.required("cell")) + ".");
    }

    @Override
    RNN build(RNN.Builder<RNN> builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(RNN rnn, Layers layers) {
        ObjectNode out = super.write(rnn, layers);
        out.set("cell", layers.write(rnn.cell()));
        return out;
    }

    @Override
    Map<String, Layer> parts(RNN rnn) {
        return Map.of("cell", rnn.cell());
    }
}
