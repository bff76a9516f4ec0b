package io.github.gru4j.model;

import io.github.gru4j.metric.Direction;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The number that a callback watches, and the best of it so far ({@code MonitorCallback} of Keras).
 *
 * <p>Values are compared in float32, as Keras compares them: what float32 cannot tell apart is no improvement. A first value
 * is the best so far, whatever it is, and nothing is better than one that is not a number. Not thread-safe.
 */
public final class Monitor {

    /** Which values are better. */
    public enum Mode {
        /** What the name says: smaller losses, and metrics in their {@link Metric#direction}. */
        AUTO,
        /** Smaller ones. */
        MIN,
        /** Larger ones. */
        MAX
    }

    private static final String BEST = "best";

    private final String owner;
    private final String name;
    private final Mode mode;
    private final double minDelta;
    private @Nullable Double best;

    /**
     * Watches a number.
     *
     * @param owner who watches, as errors name it
     * @param name under which logs report it: {@code loss}, {@code val_loss}
     * @param mode which values are better
     * @param minDelta by how much a value must be better to count; its sign does not matter
     * @throws IllegalArgumentException if {@code minDelta} is not a number
     */
    public Monitor(String owner, String name, Mode mode, double minDelta) {
        if (Double.isNaN(minDelta)) {
            throw new IllegalArgumentException(owner + ": minDelta must be a number. Received: minDelta=NaN.");
        }
        this.owner = owner;
        this.name = name;
        this.mode = mode;
        this.minDelta = Math.abs(minDelta);
    }

    /** Under which name logs report the number. */
    public String name() {
        return name;
    }

    /** The best value so far, or null before the first. */
    public @Nullable Double best() {
        return best;
    }

    /** Sets the best value so far; null forgets it. */
    public void setBest(@Nullable Double newBest) {
        best = newBest;
    }

    /**
     * The number in the logs.
     *
     * @throws IllegalArgumentException if they do not have it
     */
    public double value(Map<String, Double> logs) {
        Double value = logs.get(name);
        if (value == null) {
            throw new IllegalArgumentException(owner + ": monitor must be one of " + logs.keySet()
                    + ", which this training reports. Received: monitor=" + name + ".");
        }
        return value;
    }

    /** Whether the number comes from validation, which an epoch does without ({@link FitOptions#validationFreq}). */
    public boolean rests(FitOptions options, int epoch) {
        return name.startsWith("val_") && !options.validates(epoch);
    }

    /**
     * Whether a value is better than the best so far.
     *
     * @param model says what is better of its metrics
     * @throws IllegalArgumentException if that is not known, and mode is {@link Mode#AUTO}
     */
    public boolean improves(double value, Model model) {
        boolean larger = larger(model);
        return best == null || better(value, best, larger);
    }

    /**
     * Whether a value is better than another.
     *
     * @param model says what is better of its metrics
     * @throws IllegalArgumentException if that is not known, and mode is {@link Mode#AUTO}
     */
    public boolean isBetter(double value, double other, Model model) {
        return better(value, other, larger(model));
    }

    /** Puts the best value so far, if there is one, among the {@link Callback#state} of a callback. */
    public void tell(Map<String, Tensor> state) {
        if (best != null) {
            State.put(state, BEST, best);
        }
    }

    /**
     * Takes the best value from there.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    public void remember(Map<String, Tensor> state) {
        best = state.containsKey(BEST) ? State.number(state, BEST) : null;
    }

    private boolean better(double value, double other, boolean larger) {
        return larger ? (float) (value - minDelta) > (float) other : (float) (value + minDelta) < (float) other;
    }

    private boolean larger(Model model) {
        if (mode != Mode.AUTO) {
            return mode == Mode.MAX;
        }
        String reported = name.startsWith("val_") ? name.substring("val_".length()) : name;
        if (reported.equals("loss") || reported.endsWith("_loss")) {
            return false;
        }
        Direction direction = direction(reported, model);
        if (direction == null) {
            throw new IllegalArgumentException(owner
                    + ": mode must be MIN or MAX where the name does not say which values are better. Received: monitor="
                    + name + ", mode=AUTO.");
        }
        return direction == Direction.UP;
    }

    /** The direction of the metric that is reported under a name, also where a number makes it unique. */
    private static @Nullable Direction direction(String reported, Model model) {
        String unnumbered = reported.replaceFirst("_\\d+$", "");
        return model.objectives().stream()
                .flatMap(objective -> objective.allMetrics().stream()
                        .filter(metric -> reported.equals(objective.prefix() + metric.name())
                                || unnumbered.equals(objective.prefix() + metric.name())
                                || unnumbered.equals(objective.prefix() + "weighted_" + metric.name())))
                .map(Metric::direction)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
