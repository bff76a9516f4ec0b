package io.github.gru4j.keras;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.TrainingRun;
import io.github.gru4j.model.TrainingState;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets an interrupted training go on where it was ({@code keras.callbacks.BackupAndRestore}). While it trains, its state is
 * kept in a file; a training that finds the file continues from there, and ends with the same bits as one that was never
 * interrupted: weights, optimizer, order of the data, dropout, the other callbacks, and the history.
 *
 * <pre>{@code
 * model.fit(x, y, FitOptions.epochs(100).callbacks(BackupAndRestore.of(Path.of("run.training")), EarlyStopping.of(5)));
 * }</pre>
 *
 * <p>Whoever continues makes the same model, compiles it in the same way, and gives the same data, options and callbacks; what
 * can be seen not to fit is refused. The number of epochs may be another one. When the training has come to its end, the file
 * is deleted.
 *
 * <p>Not thread-safe but for {@link #interrupt}, which any thread may call. Differs from Keras: the state is that after the
 * last batch which was saved, not that of the epoch before it; it is one file, replaced as a whole, so a copy of the one
 * before is not needed ({@code double_checkpoint}).
 *
 * @see <a href="https://keras.io/api/callbacks/backup_and_restore/">Keras 3 {@code callbacks/backup_and_restore.py}</a>
 */
public final class BackupAndRestore implements Callback {

    private final Path file;
    private final @Nullable Integer saveFreq;
    private final boolean deleteCheckpoint;
    private final Map<String, String> notes;

    private volatile @Nullable TrainingRun run;
    private volatile boolean interrupting;
    private boolean interrupted; // and saved
    private @Nullable TrainingState restored;
    private int batches; // since the last one after which was saved

    /** The arguments of {@link BackupAndRestore}, under Keras's names. */
    public static final class Builder {
        private final Path file;
        private @Nullable Integer saveFreq;
        private boolean deleteCheckpoint = true;
        private Map<String, String> notes = Map.of();

        private Builder(Path file) {
            this.file = file;
        }

        /** After how many batches to save; null, after each epoch, by default. */
        public Builder saveFreq(@Nullable Integer newBatches) {
            saveFreq = newBatches;
            return this;
        }

        /** Whether the file is deleted at the end of the training; true by default. */
        public Builder deleteCheckpoint(boolean delete) {
            deleteCheckpoint = delete;
            return this;
        }

        /** What to write into the file beside the state, for {@link TrainingFiles#notes}; nothing by default. */
        public Builder notes(Map<String, String> newNotes) {
            notes = Map.copyOf(newNotes);
            return this;
        }

        /** The callback. */
        public BackupAndRestore build() {
            return new BackupAndRestore(this);
        }
    }

    private BackupAndRestore(Builder builder) {
        if (builder.saveFreq != null && builder.saveFreq <= 0) {
            throw new IllegalArgumentException(
                    "BackupAndRestore: saveFreq must be a positive number of batches, or null for"
                            + " each epoch. Received: saveFreq=" + builder.saveFreq + ".");
        }
        this.file = builder.file;
        this.saveFreq = builder.saveFreq;
        this.deleteCheckpoint = builder.deleteCheckpoint;
        this.notes = builder.notes;
    }

    /** Saves after each epoch, and deletes the file at the end. */
    public static BackupAndRestore of(Path file) {
        return builder(file).build();
    }

    /** A callback with further arguments. */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    /**
     * Saves after the present batch, or before the next epoch, and ends the training there: {@code fit} returns the history so
     * far. Does nothing more if the training comes to its end first. May be called from any thread, also before the training.
     */
    public void interrupt() {
        interrupting = true;
        TrainingRun training = run;
        if (training != null) {
            training.checkpoint(state -> {
                save(state);
                interrupted = true;
            });
            training.interrupt();
        }
    }

    /** Whether the last training was interrupted, and its state saved; to be asked when {@code fit} has returned. */
    public boolean interrupted() {
        return interrupted;
    }

    /** The state from which the last training went on, or null if it began at the beginning. */
    public @Nullable TrainingState restored() {
        return restored;
    }

    /**
     * Looks for the file.
     *
     * @throws KerasFormatException if it is damaged
     * @throws UncheckedIOException if it cannot be read
     */
    @Override
    public void onTrainBegin(TrainingRun newRun) {
        batches = 0;
        interrupted = false;
        restored = Files.exists(file) ? TrainingFiles.load(file) : null;
        if (restored != null) {
            newRun.restore(restored);
        }
        run = newRun;
        if (interrupting) {
            interrupt();
        }
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        if (saveFreq != null && ++batches >= saveFreq) {
            batches = 0;
            ask();
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        if (saveFreq == null) {
            ask();
        }
    }

    private void ask() {
        TrainingRun training = run;
        if (training == null) {
            throw new IllegalStateException("BackupAndRestore: onTrainBegin must be called before the other methods.");
        }
        training.checkpoint(this::save);
    }

    private void save(TrainingState state) {
        TrainingFiles.save(state, notes, file);
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        run = null;
        interrupting = false;
        if (deleteCheckpoint && !interrupted) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "BackupAndRestore: the file could not be deleted. Received: file=" + file + ".", e);
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("batches", Tensor.of(new double[] {batches}));
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        Tensor counted = state.get("batches");
        batches = counted == null || counted.size() != 1 ? 0 : (int) counted.getAt(0);
    }
}
