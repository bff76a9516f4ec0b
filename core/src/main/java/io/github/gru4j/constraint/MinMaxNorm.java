package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Brings the lengths of vectors between two bounds, wholly or in part:
 *
 * <pre>  w · (rate · clip(|w|, minValue, maxValue) + (1 − rate) · |w|) / (ε + |w|),  ε = 1e-7</pre>
 *
 * <p>Source: {@code keras.constraints.MinMaxNorm}. Immutable and thread-safe.
 *
 * @param minValue the smallest length; default 0
 * @param maxValue the greatest length; not below {@code minValue}, default 1
 * @param rate how much of the way to go each time; default 1, all of it
 * @param axis the axes along which a vector lies; default 0, the inputs of each unit of a kernel. Negative ones count
 *     from the last
 */
public record MinMaxNorm(double minValue, double maxValue, double rate, List<Integer> axis) implements Constraint {

    /** Checks the arguments and copies the list. */
    public MinMaxNorm {
        if (!(minValue >= 0) || !(maxValue >= minValue)) {
            throw new IllegalArgumentException("MinMaxNorm: the bounds must satisfy 0 <= minValue <= maxValue."
                    + " Received: minValue=" + minValue + ", maxValue=" + maxValue + ".");
        }
        if (Double.isNaN(rate)) {
            throw new IllegalArgumentException("MinMaxNorm: rate must be a number. Received: rate=NaN.");
        }
        axis = List.copyOf(axis);
    }

    /** Lengths between 0 and 1 along axis 0, enforced at once. */
    public static MinMaxNorm of() {
        return of(0, 1, 1);
    }

    /**
     * Along the given axes.
     *
     * @param axis none means axis 0
     */
    public static MinMaxNorm of(double minValue, double maxValue, double rate, int... axis) {
        return new MinMaxNorm(minValue, maxValue, rate, Norms.axes(axis));
    }

    @Override
    public void apply(Tensor w) {
        Norms.rescale("MinMaxNorm", w, axis, norm -> {
            double desired = rate * Math.max(minValue, Math.min(norm, maxValue)) + (1 - rate) * norm;
            return desired / (Norms.EPSILON + norm);
        });
    }
}
