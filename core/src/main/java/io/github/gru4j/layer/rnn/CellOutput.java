package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * What a cell makes of one time step.
 *
 * @param output (batch, output size)
 * @param states the states after the step, in the order of {@link RNNCell#stateShapes}
 */
public record CellOutput(Tensor output, List<Tensor> states) {

    /** Copies the list. */
    public CellOutput {
        states = List.copyOf(states);
    }

    /** The first state; for a GRU the only one, equal to the output. */
    public Tensor state() {
        return states.get(0);
    }
}
