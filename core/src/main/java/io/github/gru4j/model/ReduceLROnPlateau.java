package io.github.gru4j.model;

import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lowers the learning rate when a number stops improving ({@code keras.callbacks.ReduceLROnPlateau}). Adds to the logs, and
 * so to the history, the {@code learning_rate} with which the epoch was trained.
 *
 * <pre>{@code
 * ReduceLROnPlateau.builder().factor(0.2).patience(5).minLr(1e-5).build()
 * }</pre>
 *
 * <p>What is better, and how values are compared, {@link Monitor} says. Holds what it saw, so each training has its own; not
 * thread-safe. Differs from Keras: a monitored name that the training does not report is an error, not a warning.
 *
 * @see <a href="https://keras.io/api/callbacks/reduce_lr_on_plateau/">Keras 3
 *     {@code callbacks/reduce_lr_on_plateau.py}</a>
 */
public final class ReduceLROnPlateau implements Callback {

    private final Monitor monitor;
    private final double factor;
    private final int patience;
    private final int cooldown;
    private final double minLr;

    private @Nullable TrainingRun run;
    private int waited;
    private int cooling;

    /** The arguments of {@link ReduceLROnPlateau}, under Keras's names. */
    public static final class Builder {
        private String monitor = "val_loss";
        private Monitor.Mode mode = Monitor.Mode.AUTO;
        private double factor = 0.1;
        private int patience = 10;
        private double minDelta = 1e-4;
        private int cooldown;
        private double minLr;

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

        /** What the learning rate is multiplied by; below 1, 0.1 by default. */
        public Builder factor(double newFactor) {
            factor = newFactor;
            return this;
        }

        /** How many epochs without improvement are waited for; 10 by default. */
        public Builder patience(int epochs) {
            patience = epochs;
            return this;
        }

        /** How much of a change counts as an improvement; 0.0001 by default. */
        public Builder minDelta(double delta) {
            minDelta = delta;
            return this;
        }

        /** How many epochs after a reduction do not count; 0 by default. */
        public Builder cooldown(int epochs) {
            cooldown = epochs;
            return this;
        }

        /** The learning rate below which it never goes; 0 by default. */
        public Builder minLr(double rate) {
            minLr = rate;
            return this;
        }

        /** The callback. */
        public ReduceLROnPlateau build() {
            return new ReduceLROnPlateau(this);
        }
    }

    private ReduceLROnPlateau(Builder builder) {
        if (!(builder.factor < 1)) {
            throw new IllegalArgumentException(
                    "ReduceLROnPlateau: factor must be below 1. Received: factor=" + builder.factor + ".");
        }
        if (builder.patience < 0 || builder.cooldown < 0) {
            throw new IllegalArgumentException("ReduceLROnPlateau: patience and cooldown must be 0 or more."
                    + " Received: patience=" + builder.patience + ", cooldown=" + builder.cooldown + ".");
        }
        if (!(builder.minLr >= 0) || Double.isInfinite(builder.minLr)) {
            throw new IllegalArgumentException("ReduceLROnPlateau: minLr must be a finite number of 0 or more."
                    + " Received: minLr=" + builder.minLr + ".");
        }
        this.monitor = new Monitor("ReduceLROnPlateau", builder.monitor, builder.mode, builder.minDelta);
        this.factor = builder.factor;
        this.patience = builder.patience;
        this.cooldown = builder.cooldown;
        this.minLr = builder.minLr;
    }

    /** Watches {@code val_loss} with Keras's defaults. */
    public static ReduceLROnPlateau of() {
        return builder().build();
    }

    /** A callback with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** The best value of what is monitored; NaN before the first. */
    public double best() {
        Double best = monitor.best();
        return best == null ? Double.NaN : best;
    }

    /** After how many epochs in a row there was no improvement. */
    int waited() {
        return waited;
    }

    /**
     * Begins to watch.
     *
     * @throws IllegalStateException if a schedule gives the learning rate
     */
    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
        Runs.settable(newRun, "ReduceLROnPlateau");
        monitor.setBest(null);
        waited = 0;
        cooling = 0;
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        TrainingRun training = Runs.begun(run, "ReduceLROnPlateau");
        Optimizer optimizer = Runs.settable(training, "ReduceLROnPlateau");
        logs.put("learning_rate", optimizer.learningRate());
        if (monitor.rests(training.options(), epoch)) {
            return;
        }
        double current = monitor.value(logs);
        if (cooling > 0) {
            cooling--;
            waited = 0;
        }
        if (monitor.improves(current, training.model())) {
            monitor.setBest(current);
            waited = 0;
        } else if (cooling == 0) {
            waited++;
            if (waited >= patience && optimizer.learningRate() > minLr) {
                optimizer.setLearningRate(Math.max(optimizer.learningRate() * factor, minLr));
                cooling = cooldown;
                waited = 0;
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        monitor.tell(state);
        State.put(state, "waited", waited);
        State.put(state, "cooling", cooling);
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        monitor.remember(state);
        waited = (int) State.number(state, "waited");
        cooling = (int) State.number(state, "cooling");
    }
}
