package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exponential moving average of the weights over the steps (Keras's {@code use_ema}):
 * {@code a ← μ a + (1 − μ) w} after every step, with μ = 0 in the first.
 */
final class MovingAverage {

    private final boolean used;
    private final double momentum;
    private final @Nullable Integer overwriteFrequency;
    private List<Slot> averages = List.of();

    MovingAverage(String type, boolean used, double momentum, @Nullable Integer overwriteFrequency) {
        if (used) { // as in Keras, the other two mean nothing without it
            Checks.share(type, "emaMomentum", momentum);
            if (overwriteFrequency != null && overwriteFrequency < 1) {
                throw new IllegalArgumentException(
                        type + ": emaOverwriteFrequency must be a positive integer, or null for never."
                                + " Received: emaOverwriteFrequency=" + overwriteFrequency + ".");
            }
        }
        this.used = used;
        this.momentum = momentum;
        this.overwriteFrequency = overwriteFrequency;
    }

    boolean used() {
        return used;
    }

    double momentum() {
        return momentum;
    }

    @Nullable
    Integer overwriteFrequency() {
        return overwriteFrequency;
    }

    void create(List<Parameter> parameters) {
        if (used) {
            averages = Slot.zeros(parameters, "average");
        }
    }

    List<Slot> slots() {
        return averages;
    }

    /**
     * Moves the averages towards the weights, and the weights to the averages when it is time.
     *
     * @param updates the number of updates before this step
     */
    void update(List<Parameter> parameters, Map<Parameter, Integer> indices, long updates) {
        if (!used) {
            return;
        }
        double keep = updates == 0 ? 0 : momentum;
        for (Parameter parameter : parameters) {
            Tensor average = averages.get(indices.getOrDefault(parameter, 0)).value();
            Tensor value = parameter.value();
            for (int i = 0; i < average.size(); i++) {
                average.setAt(i, keep * average.getAt(i) + (1 - keep) * value.getAt(i));
            }
        }
        if (overwriteFrequency != null && (updates + 1) % overwriteFrequency == 0) {
            overwrite(parameters, indices);
        }
    }

    /** Replaces the weights by their averages. */
    void overwrite(List<Parameter> parameters, Map<Parameter, Integer> indices) {
        if (used) {
            for (Parameter parameter : parameters) {
                parameter.assign(
                        averages.get(indices.getOrDefault(parameter, 0)).value());
            }
        }
    }
}
