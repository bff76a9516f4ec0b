package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.Map;

/** Numbers in the state of a callback. */
final class State {

    private State() {}

    static void put(Map<String, Tensor> state, String name, double value) {
        state.put(name, Tensor.of(new double[] {value}));
    }

    /**
     * A number that was put there.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static double number(Map<String, Tensor> state, String name) {
        Tensor value = state.get(name);
        if (value == null || value.size() != 1) {
            throw new IllegalArgumentException("TrainingState: the state of a callback must have the number '" + name
                    + "'. Received: " + state.keySet() + ".");
        }
        return value.getAt(0);
    }
}
