package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * What a recurrent layer makes of a sequence: always the outputs and the states after the last step, whatever
 * {@code returnSequences} and {@code returnState} say; those decide what the layer hands on inside a model.
 */
public final class RNNOutput {

    private final List<Tensor> outputs;
    private final boolean isSequence;
    private final List<Tensor> states;

    RNNOutput(List<Tensor> outputs, boolean isSequence, List<Tensor> states) {
        this.outputs = List.copyOf(outputs);
        this.isSequence = isSequence;
        this.states = List.copyOf(states);
    }

    /** (batch, units) for the last step, or (batch, timesteps, units) with {@code returnSequences}. */
    public Tensor output() {
        return outputs.get(0);
    }

    /** All outputs of a cell that has several, in the order of {@link RNNCell#outputShapes}. */
    public List<Tensor> outputs() {
        return outputs;
    }

    /**
     * The outputs of all steps, (batch, timesteps, units).
     *
     * @throws IllegalStateException unless the layer was made with {@code returnSequences(true)}
     */
    public Tensor sequence() {
        if (!isSequence) {
            throw new IllegalStateException(
                    "RNNOutput: there is one output, for the last step. Make the layer with returnSequences(true).");
        }
        return output();
    }

    /** The states after the last step, in the order of {@link RNNCell#stateShapes}. */
    public List<Tensor> states() {
        return states;
    }

    /** The first state after the last step; for a GRU the only one. */
    public Tensor state() {
        return states.get(0);
    }
}
