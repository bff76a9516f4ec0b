package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a training that no longer improves ({@code keras.callbacks.EarlyStopping}).
 *
 * <pre>{@code
 * EarlyStopping.builder().monitor("val_loss").patience(5).restoreBestWeights(true).build()
 * }</pre>
 *
 * <p>What is better, and how values are compared, {@link Monitor} says. Holds what it saw, so each training has its own; not
 * thread-safe. Differs from Keras: a monitored name that the training does not report is an error, not a warning.
 *
 * @see <a href="https://keras.io/api/callbacks/early_stopping/">Keras 3 {@code callbacks/early_stopping.py}</a>
 */
public final class EarlyStopping implements Callback {

    private static final String WEIGHTS = "best_weights/";

    private final Monitor monitor;
    private final int patience;
    private final @Nullable Double baseline;
    private final boolean restoreBestWeights;
    private final int startFromEpoch;

    private @Nullable TrainingRun run;
    private @Nullable List<Tensor> bestWeights;
    private int bestEpoch = -1;
    private int waited;
    private boolean stopped;

    /** The arguments of {@link EarlyStopping}, under Keras's names. */
    public static final class Builder {
        private String monitor = "val_loss";
        private Monitor.Mode mode = Monitor.Mode.AUTO;
        private double minDelta;
        private int patience;
        private @Nullable Double baseline;
        private boolean restoreBestWeights;
        private int startFromEpoch;

        private Builder() {}

        /** What must improve; {@code val_loss} by default. */
        public Builder monitor(String name) {
            monitor = name;
            return this;
        }

        /** Which values are better; by default what the name says. */
        public Builder mode(Monitor.Mode newMode) {
            mode = newMode;
            return this;
        }

        /** How much of a change counts as an improvement; 0 by default. */
        public Builder minDelta(double delta) {
            minDelta = delta;
            return this;
        }

        /** How many epochs without improvement are waited for; 0 by default. */
        public Builder patience(int epochs) {
            patience = epochs;
            return this;
        }

        /** A value that must be surpassed for patience to begin anew; none by default. */
        public Builder baseline(@Nullable Double value) {
            baseline = value;
            return this;
        }

        /** Whether the weights of the best epoch are put back at the end, baseline or not; false by default. */
        public Builder restoreBestWeights(boolean restore) {
            restoreBestWeights = restore;
            return this;
        }

        /** Epochs before this one are not looked at; 0 by default. */
        public Builder startFromEpoch(int epoch) {
            startFromEpoch = epoch;
            return this;
        }

        /** The callback. */
        public EarlyStopping build() {
            return new EarlyStopping(this);
        }
    }

    private EarlyStopping(Builder builder) {
        if (builder.patience < 0 || builder.startFromEpoch < 0) {
            throw new IllegalArgumentException("EarlyStopping: patience and startFromEpoch must be 0 or more."
                    + " Received: patience=" + builder.patience + ", startFromEpoch=" + builder.startFromEpoch + ".");
        }
        this.monitor = new Monitor("EarlyStopping", builder.monitor, builder.mode, builder.minDelta);
        this.patience = builder.patience;
        this.baseline = builder.baseline;
        this.restoreBestWeights = builder.restoreBestWeights;
        this.startFromEpoch = builder.startFromEpoch;
    }

    /** Watches {@code val_loss} with this patience. */
    public static EarlyStopping of(int patience) {
        return builder().patience(patience).build();
    }

    /** A callback with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** The epoch of the best value, counted from 0; -1 before the first. */
    public int bestEpoch() {
        return bestEpoch;
    }

    /** The best value of what is monitored; NaN before the first. */
    public double best() {
        Double best = monitor.best();
        return best == null ? Double.NaN : best;
    }

    /** Whether the training was ended by this callback. */
    public boolean stopped() {
        return stopped;
    }

    /** After how many epochs in a row there was no improvement. */
    int waited() {
        return waited;
    }

    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
        monitor.setBest(null);
        bestWeights = null;
        bestEpoch = -1;
        waited = 0;
        stopped = false;
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        TrainingRun training = Runs.begun(run, "EarlyStopping");
        if (monitor.rests(training.options(), epoch)) {
            return;
        }
        double current = monitor.value(logs);
        if (epoch < startFromEpoch) {
            return;
        }
        waited++;
        if (monitor.improves(current, training.model())) {
            monitor.setBest(current);
            bestEpoch = epoch;
            if (restoreBestWeights) {
                bestWeights = training.model().getWeights();
            }
            if (baseline == null || monitor.isBetter(current, baseline, training.model())) {
                waited = 0;
            }
        } else if (waited >= patience && epoch > 0) {
            stopped = true;
            training.stop();
        }
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        if (bestWeights != null && run != null) {
            run.model().setWeights(bestWeights);
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        monitor.tell(state);
        State.put(state, "best_epoch", bestEpoch);
        State.put(state, "waited", waited);
        State.put(state, "stopped", stopped ? 1 : 0);
        for (int i = 0; bestWeights != null && i < bestWeights.size(); i++) {
            state.put(WEIGHTS + i, bestWeights.get(i));
        }
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        monitor.remember(state);
        bestEpoch = (int) State.number(state, "best_epoch");
        waited = (int) State.number(state, "waited");
        stopped = State.number(state, "stopped") != 0;
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; state.containsKey(WEIGHTS + i); i++) {
            weights.add(state.get(WEIGHTS + i));
        }
        bestWeights = weights.isEmpty() ? null : weights;
    }
}
