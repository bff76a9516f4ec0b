package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Shortens vectors to a greatest length: {@code w · min(|w|, maxValue) / (ε + |w|)}, ε = 1e-7. Source:
 * {@code keras.constraints.MaxNorm}. Immutable and thread-safe.
 *
 * @param maxValue the greatest length; 0 or more, default 2
 * @param axis the axes along which a vector lies; default 0, the inputs of each unit of a kernel. Negative ones count
 *     from the last
 */
public record MaxNorm(double maxValue, List<Integer> axis) implements Constraint {

    /** Checks the arguments and copies the list. */
    public MaxNorm {
        if (!(maxValue >= 0)) {
            throw new IllegalArgumentException(
                    "MaxNorm: maxValue must be 0 or more. Received: maxValue=" + maxValue + ".");
        }
        axis = List.copyOf(axis);
    }

    /** Length 2 along axis 0. */
    public static MaxNorm of() {
        return of(2);
    }

    /**
     * Along the given axes.
     *
     * @param axis none means axis 0
     */
    public static MaxNorm of(double maxValue, int... axis) {
        return new MaxNorm(maxValue, Norms.axes(axis));
    }

    @Override
    public void apply(Tensor w) {
        Norms.rescale("MaxNorm", w, axis, norm -> Math.min(norm, maxValue) / (Norms.EPSILON + norm));
    }
}
