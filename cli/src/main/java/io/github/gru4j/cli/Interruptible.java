package io.github.gru4j.cli;

import io.github.gru4j.keras.BackupAndRestore;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.ProgressBar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs a training so that a Ctrl-C saves it, and {@code --resume} goes on with it.
 *
 * @param console where to show progress
 * @param spec the command, parsed
 * @param resume whether to go on with a training that was interrupted
 */
record Interruptible(Console console, CommandSpec spec, boolean resume) {

    /**
     * Trains.
     *
     * @param file where the training is kept until it has come to its end
     * @param features the columns that the model reads, in one text
     * @param data a number that other data have another one of
     * @param training what trains, with what saves it and what hears of batches and epochs
     * @return nothing if the training was interrupted, and is saved; the user then knows how to go on
     */
    <T> Optional<T> run(
            Path file, String features, long data, BiFunction<BackupAndRestore, Callback, Optional<T>> training) {
        Map<String, String> notes = new LinkedHashMap<>(TrainConfig.asked(spec));
        notes.put("--features", features);
        notes.put("data", Long.toHexString(data));
        SavedTraining saved = new SavedTraining(file, notes);
        BackupAndRestore backup = saved.backup(resume);
        StopSignal signal = new StopSignal(backup::interrupt);
        try {
            Callback progress = ProgressBar.of(console.err(), console.interactive());
            Optional<T> trained = training.apply(backup, progress);
            if (trained.isEmpty()) {
                console.err()
                        .println(saved.farewell(
                                spec.root().commandLine().getParseResult().originalArgs()));
            }
            return trained;
        } finally {
            signal.close();
        }
    }
}
