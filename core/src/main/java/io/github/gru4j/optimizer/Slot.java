package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an optimizer remembers, nearly always about one weight.
 *
 * @param parameter the weight, or null for a memory of the optimizer as a whole
 * @param name Keras's name for the memory: {@code momentum}, {@code velocity}
 * @param value the memory, in the shape of the weight or a scalar; live
 */
public record Slot(@Nullable Parameter parameter, String name, Tensor value) {

    /** A memory of zeros for each weight, under one name. */
    public static List<Slot> zeros(List<Parameter> parameters, String name) {
        return full(parameters, name, 0);
    }

    /** A memory for each weight, under one name, every element of it the same value. */
    public static List<Slot> full(List<Parameter> parameters, String name, double value) {
        return parameters.stream()
                .map(parameter ->
                        new Slot(parameter, name, Tensor.full(parameter.value().dtype(), parameter.shape(), value)))
                .toList();
    }

    /** All memories of the first weight, then all of the second, and so on; an empty list adds nothing. */
    @SafeVarargs
    public static List<Slot> interleave(List<Slot>... memories) {
        List<Slot> slots = new ArrayList<>();
        int weights = 0;
        for (List<Slot> memory : memories) {
            weights = Math.max(weights, memory.size());
        }
        for (int i = 0; i < weights; i++) {
            for (List<Slot> memory : memories) {
                if (i < memory.size()) {
                    slots.add(memory.get(i));
                }
            }
        }
        return List.copyOf(slots);
    }
}
