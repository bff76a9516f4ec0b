package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.UnaryLayer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.SymbolicMasks;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which tensors Keras's {@code call} of a layer takes. Here they are one list: inputs, then initial states, then constants.
 *
 * @param inputs how many tensors the first argument holds, or {@link #ANY}
 * @param states how many initial states may follow
 * @param constants how many constants follow; only Keras 2 has them
 * @param mask whether there is an argument {@code mask}, which Keras 3 writes down for a call with one tensor argument
 */
record CallSignature(int inputs, int states, int constants, boolean mask) {

    /** Any number of inputs, which stand in a list. */
    static final int ANY = -1;

    /** The signature of a layer. */
    static CallSignature of(Layer layer) {
        if (layer instanceof RNN rnn) {
            return recurrent(rnn.cell(), 1);
        }
        if (layer instanceof Bidirectional both) {
            return recurrent(both.forwardLayer().cell(), 2);
        }
        if (layer instanceof Functional model) {
            return new CallSignature(model.inputs().size(), 0, 0, true);
        }
        boolean mask = SymbolicMasks.takesMask(layer);
        return new CallSignature(layer instanceof UnaryLayer || mask ? 1 : ANY, 0, 0, mask);
    }

    private static CallSignature recurrent(RNNCell cell, int directions) {
        return new CallSignature(
                cell.inputCount(), directions * cell.stateShapes().size(), cell.constantCount(), true);
    }

    /** Whether there are initial states in a call with this many tensors. */
    boolean given(int tensors) {
        return states > 0 && tensors > inputs + constants;
    }

    /** The {@code build_config} of a layer for these shapes: Keras names them where a call has several arguments. */
    ObjectNode buildConfig(List<Shape> shapes) {
        ObjectNode config = Json.object();
        if (states == 0 || shapes.size() <= inputs + constants) {
            config.set("input_shape", Codec.shapes(shapes));
            return config;
        }
        ObjectNode named = config.putObject("shapes_dict");
        named.set("sequences_shape", Codec.shapes(shapes.subList(0, inputs)));
        named.set("initial_state_shape", Codec.shapes(shapes.subList(inputs, inputs + states)));
        return config;
    }

    /** Whether a call may have this many tensors in all: states are given all or none. */
    boolean accepts(int tensors) {
        return inputs == ANY || tensors == inputs + constants || tensors == inputs + states + constants;
    }

    /** What {@link #accepts} accepts, for errors. */
    String rule() {
        if (inputs == ANY) {
            return "one or more tensors";
        }
        return inputs
                + (inputs == 1 ? " tensor" : " tensors")
                + (constants == 0 ? "" : " and " + constants + (constants == 1 ? " constant" : " constants"))
                + (states == 0 ? "" : ", and perhaps " + states + (states == 1 ? " initial state" : " initial states"));
    }
}
