package io.github.gru4j.optimizer;

import java.util.Arrays;
import java.util.List;

/**
 * One learning rate up to and including each boundary, and one behind the last
 * ({@code keras.optimizers.schedules.PiecewiseConstantDecay}). Immutable and thread-safe.
 *
 * @param boundaries steps, each above the one before it; at least one
 * @param values learning rates of 0 or more, one more than boundaries
 */
public record PiecewiseConstantDecay(List<Double> boundaries, List<Double> values) implements LearningRateSchedule {

    /** Checks the arguments. */
    public PiecewiseConstantDecay {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        if (boundaries.isEmpty() || values.size() != boundaries.size() + 1) {
            throw new IllegalArgumentException(
                    "PiecewiseConstantDecay: values must be one more than boundaries, of which there is at least one."
                            + " Received: boundaries=" + boundaries + ", values=" + values + ".");
        }
        double last = Double.NEGATIVE_INFINITY;
        for (double boundary : boundaries) {
            if (!(boundary > last) || Double.isInfinite(boundary)) {
                throw new IllegalArgumentException(
                        "PiecewiseConstantDecay: boundaries must be numbers that increase. Received: boundaries="
                                + boundaries + ".");
            }
            last = boundary;
        }
        values.forEach(value -> Checks.notNegative("PiecewiseConstantDecay", "values", value));
    }

    /**
     * The schedule of two arrays.
     *
     * @param boundaries steps, each above the one before it; at least one
     * @param values learning rates of 0 or more, one more than boundaries
     */
    public static PiecewiseConstantDecay of(long[] boundaries, double[] values) {
        return new PiecewiseConstantDecay(
                Arrays.stream(boundaries).asDoubleStream().boxed().toList(),
                Arrays.stream(values).boxed().toList());
    }

    @Override
    public double learningRate(long step) {
        for (int i = 0; i < boundaries.size(); i++) {
            if (step <= boundaries.get(i)) {
                return values.get(i);
            }
        }
        return values.get(boundaries.size());
    }
}
