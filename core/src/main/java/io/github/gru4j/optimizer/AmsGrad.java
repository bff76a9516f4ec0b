package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The update of {@link Adam} and {@link AdamW}, with the largest second moments so far if they are used. */
final class AmsGrad {

    private final boolean used;
    private final AdamLoops loops = new AdamLoops();
    private List<Slot> largest = List.of();

    AmsGrad(boolean used) {
        this.used = used;
    }

    boolean used() {
        return used;
    }

    void create(List<Parameter> parameters) {
        if (used) {
            largest = Slot.zeros(parameters, "velocity_hat");
        }
    }

    /** The moments, and behind them all the largest second ones. */
    List<Slot> memory(List<Slot> moments) {
        List<Slot> slots = new ArrayList<>(moments);
        slots.addAll(largest);
        return slots;
    }

    void update(AdaptiveMoments adam, int index, Tensor value, Tensor gradient) {
        Tensor m = adam.first(index);
        Tensor v = adam.second(index);
        double step = adam.updates() + 1;
        double rate =
                adam.learningRate() * Math.sqrt(1 - Math.pow(adam.beta2(), step)) / (1 - Math.pow(adam.beta1(), step));
        loops.update(
                gradient,
                m,
                v,
                used ? largest.get(index).value() : null,
                1 - adam.beta1(),
                1 - adam.beta2(),
                rate,
                adam.epsilon(),
                value);
    }
}
