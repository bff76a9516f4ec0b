package io.github.gru4j.cli;

import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.streaming.DamagedStateException;
import io.github.gru4j.streaming.ForeignStateException;
import io.github.gru4j.streaming.KeyCodec;
import io.github.gru4j.streaming.KeyedStream;
import io.github.gru4j.streaming.ModelChange;
import io.github.gru4j.streaming.StreamingModel;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code gru4j stream --key}: a state for each, read from a snapshot at the start and written to it every so many
 * events, at the end, and when the process is asked to end. Events come from one thread.
 */
final class KeyedRun implements AutoCloseable {

    private final KeyedStream<String> stream;
    private final @Nullable Path snapshot;
    private final long every;
    private final PrintStream notes;
    private final @Nullable Thread hook;
    private long events;
    private boolean ended; // by the hook, or by close()

    /**
     * Begins.
     *
     * @param snapshot the file; null to keep nothing
     * @param every how many events lie between two snapshots
     * @param notes where to say what was read and written
     * @throws UserError if the snapshot cannot be read, or not be written later
     */
    KeyedRun(StreamingModel model, @Nullable Path snapshot, long every, ModelChange change, PrintStream notes) {
        this.snapshot = snapshot;
        this.every = every;
        this.notes = notes;
        this.stream = snapshot == null ? KeyedStream.of(model) : begin(model, snapshot, change);
        this.hook = snapshot == null ? null : new Thread(this::end, "gru4j-snapshot");
        if (hook != null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    private KeyedStream<String> begin(StreamingModel model, Path file, ModelChange change) {
        OutputFile.claim(file).close();
        if (!Files.exists(file)) {
            return KeyedStream.of(model);
        }
        try {
            KeyedStream<String> restored = KeyedStream.<String>builder(model)
                    .restore(file, KeyCodec.strings(), change)
                    .build();
            notes.println(file + ": " + TrainReport.count(restored.size(), "key") + " restored.");
            return restored;
        } catch (DamagedStateException e) {
            throw new UserError(inUsersWords(e), e);
        } catch (ForeignStateException e) {
            throw new UserError(
                    file + ": was saved with another model. Let its keys go on with --on-model-change keep, if only the"
                            + " weights differ, or begin anew with --on-model-change reset.",
                    e);
        } catch (UncheckedIOException e) {
            throw new UserError(inUsersWords(e), e);
        }
    }

    private static String inUsersWords(RuntimeException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^StateTable: ", "");
    }

    /**
     * Takes an event; false if the process is ending and the event was not taken.
     *
     * @param answer called when the prediction is there, so that what is saved is also answered
     * @throws IllegalArgumentException if the model refuses the event
     */
    synchronized boolean step(String key, float[] event, float[] prediction, Runnable answer) {
        if (ended) {
            return false;
        }
        stream.on(key, event, prediction);
        answer.run();
        events++;
        if (snapshot != null && events % every == 0) {
            save(snapshot);
        }
        return true;
    }

    private void save(Path file) {
        try {
            stream.snapshot(file, KeyCodec.strings());
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new UserError(inUsersWords(e), e);
        }
    }

    /** Saves, once, and takes no more events. */
    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (snapshot == null) {
            return;
        }
        try {
            save(snapshot);
            notes.println(snapshot + ": " + TrainReport.count(stream.size(), "key") + " saved after "
                    + TrainReport.count(events, "event") + ".");
        } catch (UserError e) {
            if (Thread.currentThread() != hook) {
                throw e;
            }
            notes.println("gru4j: " + e.getMessage()); // the process is ending already
        }
    }

    /** Saves. */
    @Override
    public void close() {
        end();
        stream.close();
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending already, and the hook finds nothing to do.
            }
        }
    }
}
