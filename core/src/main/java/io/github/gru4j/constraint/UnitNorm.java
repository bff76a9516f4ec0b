package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Scales vectors to length 1: {@code w / (ε + |w|)}, ε = 1e-7. Source: {@code keras.constraints.UnitNorm}. Immutable
 * and thread-safe.
 *
 * @param axis the axes along which a vector lies; default 0, the inputs of each unit of a kernel. Negative ones count
 *     from the last
 */
public record UnitNorm(List<Integer> axis) implements Constraint {

    /** Copies the list. */
    public UnitNorm {
        axis = List.copyOf(axis);
    }

    /**
     * Along the given axes.
     *
     * @param axis none means axis 0
     */
    public static UnitNorm of(int... axis) {
        return new UnitNorm(Norms.axes(axis));
    }

    @Override
    public void apply(Tensor w) {
        Norms.rescale("UnitNorm", w, axis, norm -> 1 / (Norms.EPSILON + norm));
    }
}
