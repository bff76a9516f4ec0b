package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a training that no longer improves ({@code keras.callbacks.EarlyStopping}).
 *
 * <p>Improvement means smaller, or larger for a monitored accuracy. Holds what it saw, so each training has its own; not
 * thread-safe. Differs from Keras: a monitored name that the training does not report is an error, not a warning.
 */
public final class EarlyStopping implements Callback {

    private final String monitor;
    private final double minDelta;
    private final int patience;
    private final boolean larger;
    private final boolean restoreBestWeights;
    private final int startFromEpoch;

    private @Nullable Model model;
    private @Nullable List<Tensor> bestWeights;
    private double best;
    private int bestEpoch = -1;
    private int waited;
    private boolean stop;

    /** The arguments of {@link EarlyStopping}, under Keras's names. */
    public static final class Builder {
        private String monitor = "val_loss";
        private double minDelta;
        private int patience;
        private boolean restoreBestWeights;
        private int startFromEpoch;

        private Builder() {}

        /** What must improve; {@code val_loss} by default. */
        public Builder monitor(String name) {
            monitor = name;
            return this;
        }

        /** How much of a change counts as an improvement; 0 by default. */
        public Builder minDelta(double delta) {
            minDelta = Math.abs(delta);
            return this;
        }

        /** How many epochs without improvement are waited for; 0 by default. */
        public Builder patience(int epochs) {
            patience = epochs;
            return this;
        }

        /** Whether the weights of the best epoch are put back at the end; false by default. */
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
        if (Double.isNaN(builder.minDelta)) {
            throw new IllegalArgumentException("EarlyStopping: minDelta must be a number. Received: minDelta=NaN.");
        }
        this.monitor = builder.monitor;
        this.minDelta = builder.minDelta;
        this.patience = builder.patience;
        this.larger = builder.monitor.endsWith("accuracy");
        this.restoreBestWeights = builder.restoreBestWeights;
        this.startFromEpoch = builder.startFromEpoch;
        this.best = larger ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
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

    /** The best value of what is monitored. */
    public double best() {
        return best;
    }

    /** Whether the training was ended by this callback. */
    public boolean stopped() {
        return stop;
    }

    @Override
    public void onTrainBegin(Model trained, FitOptions options) {
        model = trained;
        bestWeights = null;
        best = larger ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        bestEpoch = -1;
        waited = 0;
        stop = false;
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        Double current = logs.get(monitor);
        if (current == null) {
            throw new IllegalArgumentException("EarlyStopping: monitor must be one of " + logs.keySet()
                    + ", which this training reports. Received: monitor=" + monitor + ".");
        }
        if (epoch < startFromEpoch) {
            return;
        }
        waited++;
        boolean improved = larger ? current - minDelta > best : current + minDelta < best;
        if (improved || bestEpoch < 0) {
            best = improved ? current : best;
            bestEpoch = epoch;
            if (restoreBestWeights && model != null) {
                bestWeights = model.getWeights();
            }
        }
        if (improved) {
            waited = 0;
        } else if (waited >= patience && epoch > 0) {
            stop = true;
        }
    }

    @Override
    public void onTrainEnd() {
        if (bestWeights != null && model != null) {
            model.setWeights(bestWeights);
        }
    }

    @Override
    public boolean stopTraining() {
        return stop;
    }
}
