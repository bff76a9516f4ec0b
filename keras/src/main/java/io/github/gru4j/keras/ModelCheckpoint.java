package io.github.gru4j.keras;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.Monitor;
import io.github.gru4j.model.TrainingRun;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves a model while it is trained ({@code keras.callbacks.ModelCheckpoint}): after each epoch, or each number of batches,
 * always or when it is better than before. Files are written beside their target and moved into place, and folders that are
 * missing are made.
 *
 * <pre>{@code
 * ModelCheckpoint.builder("runs/{epoch:02d}-{val_loss:.2f}.keras").saveBestOnly(true).build()
 * }</pre>
 *
 * <p>What is better, and how values are compared, {@link Monitor} says; the best value is kept from one training to the next.
 * Not thread-safe. Differs from Keras: a monitored name that the training does not report is an error, not a warning.
 *
 * @see <a href="https://keras.io/api/callbacks/model_checkpoint/">Keras 3 {@code callbacks/model_checkpoint.py}</a>
 */
public final class ModelCheckpoint implements Callback {

    private static final String WEIGHTS = ".weights.h5";

    private final PathTemplate filepath;
    private final Monitor monitor;
    private final boolean saveBestOnly;
    private final boolean saveWeightsOnly;
    private final @Nullable Integer saveFreq;
    private final KerasConfigs configs;

    private @Nullable TrainingRun run;
    private int epoch; // the present one
    private int batches; // since the last one after which was saved

    /** The arguments of {@link ModelCheckpoint}, under Keras's names. */
    public static final class Builder {
        private final String filepath;
        private String monitor = "val_loss";
        private Monitor.Mode mode = Monitor.Mode.AUTO;
        private boolean saveBestOnly;
        private boolean saveWeightsOnly;
        private @Nullable Integer saveFreq;
        private @Nullable Double initialValueThreshold;
        private KerasConfigs configs = KerasConfigs.keras3();

        private Builder(String filepath) {
            this.filepath = filepath;
        }

        /** What must improve, if only the best model is saved; {@code val_loss} by default. */
        public Builder monitor(String name) {
            monitor = name;
            return this;
        }

        /** Which values are better; by default what the name says. */
        public Builder mode(Monitor.Mode newMode) {
            mode = newMode;
            return this;
        }

        /** Whether to save only when the model is better than ever before; false by default. */
        public Builder saveBestOnly(boolean only) {
            saveBestOnly = only;
            return this;
        }

        /** Whether to save the weights, and the state of the optimizer, alone; false by default. */
        public Builder saveWeightsOnly(boolean only) {
            saveWeightsOnly = only;
            return this;
        }

        /** After how many batches to save; null, after each epoch, by default. */
        public Builder saveFreq(@Nullable Integer newBatches) {
            saveFreq = newBatches;
            return this;
        }

        /** The value that must be surpassed for the first model to be saved as the best; none by default. */
        public Builder initialValueThreshold(@Nullable Double value) {
            initialValueThreshold = value;
            return this;
        }

        /** Which custom layers the model may hold; none by default. */
        public Builder configs(KerasConfigs newConfigs) {
            configs = newConfigs;
            return this;
        }

        /** The callback. */
        public ModelCheckpoint build() {
            return new ModelCheckpoint(this);
        }
    }

    private ModelCheckpoint(Builder builder) {
        String extension = builder.saveWeightsOnly ? WEIGHTS : ".keras";
        if (!builder.filepath.endsWith(extension)) {
            throw new IllegalArgumentException("ModelCheckpoint: filepath must end in " + extension
                    + (builder.saveWeightsOnly ? " for weights alone" : " for a whole model") + ". Received: filepath="
                    + builder.filepath + ".");
        }
        if (builder.saveFreq != null && builder.saveFreq <= 0) {
            throw new IllegalArgumentException(
                    "ModelCheckpoint: saveFreq must be a positive number of batches, or null for"
                            + " each epoch. Received: saveFreq=" + builder.saveFreq + ".");
        }
        this.filepath = new PathTemplate("ModelCheckpoint", builder.filepath);
        this.monitor = new Monitor("ModelCheckpoint", builder.monitor, builder.mode, 0);
        this.monitor.setBest(builder.initialValueThreshold);
        this.saveBestOnly = builder.saveBestOnly;
        this.saveWeightsOnly = builder.saveWeightsOnly;
        this.saveFreq = builder.saveFreq;
        this.configs = builder.configs;
    }

    /** Saves the whole model after each epoch; see {@link #builder}. */
    public static ModelCheckpoint of(String filepath) {
        return builder(filepath).build();
    }

    /**
     * A callback with further arguments.
     *
     * @param filepath ends in {@code .keras}, or {@code .weights.h5} for weights alone. It may hold {@code {epoch}},
     *     {@code {batch}} where batches are counted, both from 1, and names that the training reports, formatted as Python
     *     does it with d, f or e: {@code {epoch:02d}-{val_loss:.2f}.keras}
     */
    public static Builder builder(String filepath) {
        return new Builder(filepath);
    }

    /** The best value of what is monitored; NaN before the first. */
    public double best() {
        Double best = monitor.best();
        return best == null ? Double.NaN : best;
    }

    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
    }

    @Override
    public void onEpochBegin(int newEpoch) {
        epoch = newEpoch;
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        if (saveFreq != null && ++batches >= saveFreq) {
            batches = 0;
            Map<String, Integer> counts = new LinkedHashMap<>();
            counts.put("epoch", epoch + 1);
            counts.put("batch", batch + 1);
            save(counts, logs);
        }
    }

    @Override
    public void onEpochEnd(int ended, Map<String, Double> logs) {
        if (saveFreq == null) {
            save(Map.of("epoch", ended + 1), logs);
        }
    }

    private TrainingRun run() {
        if (run == null) {
            throw new IllegalStateException("ModelCheckpoint: onTrainBegin must be called before the other methods.");
        }
        return run;
    }

    private void save(Map<String, Integer> counts, Map<String, Double> logs) {
        if (saveBestOnly && monitor.rests(run().options(), run().epoch())) {
            return;
        }
        Path target = Path.of(filepath.fill(counts, logs));
        if (saveBestOnly) {
            double current = monitor.value(logs);
            if (!monitor.improves(current, run().model())) {
                return;
            }
            monitor.setBest(current);
        }
        Path folder = target.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "ModelCheckpoint: the folder of the file could not be made. Received: path=" + target + ".", e);
        }
        if (saveWeightsOnly) {
            KerasFiles.saveWeights(run().model(), target, configs);
        } else {
            KerasFiles.save(run().model(), target, configs);
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        monitor.tell(state);
        state.put("counts", Tensor.of(new double[] {epoch, batches}, 2));
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        monitor.remember(state);
        Tensor counts = state.get("counts");
        if (counts == null || counts.size() != 2) {
            throw new IllegalArgumentException(
                    "ModelCheckpoint: state must be one that this callback told. Received: " + state.keySet() + ".");
        }
        epoch = (int) counts.getAt(0);
        batches = (int) counts.getAt(1);
    }
}
