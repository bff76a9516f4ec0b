package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code keras.layers.RNN} in files: the walk through time, over a serialised cell. */
final class RNNConfig extends LayerCodec<RNN, RNN.Builder<RNN>> {

    RNNConfig() {
        super("RNN", "keras.layers", RNN.class, fields());
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

    private static List<Field<RNN, RNN.Builder<RNN>>> fields() {
        List<Field<RNN, RNN.Builder<RNN>>> fields = new ArrayList<>(walk());
        fields.add(Field.written("cell", rnn -> LayerConfigs.write(rnn.cell())));
        return fields;
    }

    @Override
    RNN.Builder<RNN> builder(Config config) {
        Place place = config.place().down("cell");
        if (LayerConfigs.read(config.required("cell"), place) instanceof RNNCell cell) {
            return RNN.builder(cell);
        }
        throw place.error("must be a recurrent cell, GRUCell. Received: " + Json.shown(config.required("cell")) + ".");
    }

    @Override
    RNN build(RNN.Builder<RNN> builder) {
        return builder.build();
    }

    @Override
    long weightCount(RNN rnn, Shape input) {
        return LayerConfigs.codec(rnn.cell()).weightCount(rnn.cell(), input);
    }

    @Override
    Map<String, Layer> parts(RNN rnn) {
        return Map.of("cell", rnn.cell());
    }
}
