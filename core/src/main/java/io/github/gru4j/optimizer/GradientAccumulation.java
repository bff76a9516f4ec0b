package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the gradients of several steps and lets their mean through in the last of them. Without a number of steps
 * every gradient goes through as it is.
 */
final class GradientAccumulation {

    private final @Nullable Integer steps;
    private List<Slot> sums = List.of();

    GradientAccumulation(String type, @Nullable Integer steps) {
        if (steps != null && steps < 2) {
            throw new IllegalArgumentException(
                    type + ": gradientAccumulationSteps must be an integer of 2 or more, or null for none."
                            + " Received: gradientAccumulationSteps=" + steps + ".");
        }
        this.steps = steps;
    }

    @Nullable
    Integer steps() {
        return steps;
    }

    /** How many updates a number of steps has made. */
    long updates(long iterations) {
        return steps == null ? iterations : iterations / steps;
    }

    void create(List<Parameter> parameters) {
        if (steps != null) {
            sums = Slot.zeros(parameters, "gradient_accumulator");
        }
    }

    List<Slot> slots() {
        return sums;
    }

    /**
     * Takes the gradients of one step. If it is the last of its group they become the mean over the group, in place.
     *
     * @param iterations the number of steps before this one
     * @return whether to update the weights now
     */
    boolean take(List<Parameter> changed, Map<Parameter, Integer> indices, Gradients gradients, long iterations) {
        if (steps == null) {
            return true;
        }
        boolean last = (iterations + 1) % steps == 0;
        for (Parameter parameter : changed) {
            Tensor sum = sums.get(indices.getOrDefault(parameter, 0)).value();
            Tensor gradient = gradients.of(parameter);
            for (int i = 0; i < sum.size(); i++) {
                double both = gradient.getAt(i) + sum.getAt(i);
                if (last) {
                    gradient.setAt(i, both / steps);
                } else {
                    sum.setAt(i, both);
                }
            }
        }
        if (last) {
            sums.forEach(sum -> sum.value().fill(0));
        }
        return last;
    }
}
