package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * What a cell makes of one time step.
 *
 * @param outputs in the order of {@link RNNCell#outputShapes}, each (batch, …)
 * @param states the states after the step, in the order of {@link RNNCell#stateShapes}
 */
public record CellOutput(List<Tensor> outputs, List<Tensor> states) {

    /** Copies the lists. */
    public CellOutput {
        outputs = List.copyOf(outputs);
        states = List.copyOf(states);
    }

    /** The first output, (batch, output size); for most cells the only one. */
    public Tensor output() {
        return outputs.get(0);
    }

    /** The first state; for a GRU the only one, equal to the output. */
    public Tensor state() {
        return states.get(0);
    }
}
