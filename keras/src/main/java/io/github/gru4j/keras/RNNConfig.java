package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
                Field.of("zero_output_for_mask", Kinds.BOOLEAN, RNN.Builder::zeroOutputForMask, RNN::zeroOutputForMask),
                new Field<>("time_major", RNNConfig::readTimeMajor, RNNConfig::refuseTimeMajor));
    }

    /** An argument of Keras 2; to Keras 3 the key is unknown. */
    private static <L extends RNN> void readTimeMajor(Config config, RNN.Builder<L> builder) {
        if (config.generation() == Generation.KERAS_2) {
            builder.timeMajor(config.bool("time_major", false));
        }
    }

    private static @Nullable JsonNode refuseTimeMajor(RNN rnn) {
        if (rnn.timeMajor()) {
            throw new IllegalArgumentException(
                    "KerasConfigs: timeMajor must be false, because Keras 3 has no such argument. Received: "
                            + rnn.className() + " '" + rnn.name() + "' with timeMajor=true.");
        }
        return null;
    }

    /**
     * Reads a serialised cell.
     *
     * @throws KerasFormatException if it is something else
     */
    static RNNCell cell(JsonNode node, Place place, Layers layers) {
        if (layers.read(node, place) instanceof RNNCell cell) {
            return cell;
        }
        throw place.error("must be a recurrent cell. Received: " + Json.shown(node) + ".");
    }

    /** How many constants the calls of a layer of Keras 2 have; here that is a matter of the cell. */
    static void checkConstants(Config config, RNNCell cell) {
        if (config.generation() == Generation.KERAS_2) {
            int count = config.integer("num_constants", cell.constantCount());
            if (count != cell.constantCount()) {
                throw config.error("num_constants must be " + cell.constantCount()
                        + ", the number that the cell takes. Received: num_constants=" + count + ".");
            }
        }
    }

    @Override
    RNN.Builder<RNN> builder(Config config, Layers layers) {
        RNNCell cell = cell(config.required("cell"), config.place().down("cell"), layers);
        checkConstants(config, cell);
        return RNN.builder(cell);
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
    ObjectNode buildConfig(RNN rnn, List<Shape> shapes) {
        return CallSignature.of(rnn).buildConfig(shapes);
    }

    @Override
    Map<String, Layer> parts(RNN rnn) {
        return Map.of("cell", rnn.cell());
    }
}
