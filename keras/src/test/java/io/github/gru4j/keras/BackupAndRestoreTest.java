package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.EarlyStopping;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.LambdaCallback;
import io.github.gru4j.model.ReduceLROnPlateau;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupAndRestoreTest {

    private static final int EPOCHS = 5;
    private static final int BATCHES = 3; // in an epoch
    private static final Tensor X = new Generator(1).normal(12, 4, 2);
    private static final Tensor Y = new Generator(2).normal(12, 1);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("run.training");
    }

    private static Sequential model() {
        Sequential model = Sequential.builder()
                .seed(3)
                .add(Input.of(4, 2))
                .add(GRU.builder(3, cell -> cell.dropout(0.2)).build())
                .add(Dropout.of(0.3))
                .add(Dense.of(1))
                .build();
        model.compile(
                Adam.builder(0.02).clipnorm(1.0).useEma(true).build(), Losses.meanSquaredError(), Metrics.get("mae"));
        return model;
    }

    /** Trains with all that a training may remember, and these callbacks in front. */
    private History fit(Sequential model, Callback... first) {
        List<Callback> callbacks = new ArrayList<>(List.of(first));
        callbacks.add(CSVLogger.of(folder.resolve("log.csv")));
        callbacks.add(ModelCheckpoint.builder(folder + "/best.keras")
                .saveBestOnly(true)
                .build());
        callbacks.add(ReduceLROnPlateau.builder().patience(1).factor(0.7).build());
        callbacks.add(
                EarlyStopping.builder().patience(4).restoreBestWeights(true).build());
        return model.fit(
                X,
                Y,
                FitOptions.epochs(EPOCHS)
                        .batchSize(3)
                        .validationSplit(0.25)
                        .callbacks(callbacks.toArray(new Callback[0])));
    }

    /** Fails after so many batches, as a machine that goes down does. */
    private static Callback failingAfter(int batches) {
        int[] seen = {0};
        return LambdaCallback.builder()
                .onTrainBatchEnd((batch, logs) -> {
                    if (++seen[0] == batches) {
                        throw new IllegalStateException("the machine goes down");
                    }
                })
                .build();
    }

    private record Outcome(List<float[]> weights, Map<String, List<Double>> history, String log, byte[] best) {}

    private Outcome outcome(Sequential model, History history) throws IOException {
        return new Outcome(
                model.getWeights().stream().map(Tensor::floats).toList(),
                history.metrics(),
                Files.readString(folder.resolve("log.csv")),
                weightsOf(folder.resolve("best.keras")));
    }

    /** The bytes of a model without the date on which it was saved. */
    private static byte[] weightsOf(Path model) throws IOException {
        return ArchiveReader.read(model).weights();
    }

    private static void assertSame(Outcome actual, Outcome expected, String what) {
        assertThat(actual.history()).as(what).isEqualTo(expected.history());
        assertThat(actual.log()).as(what).isEqualTo(expected.log());
        assertThat(actual.best()).as(what).isEqualTo(expected.best());
        for (int i = 0; i < expected.weights().size(); i++) {
            assertThat(actual.weights().get(i))
                    .as(what)
                    .isEqualTo(expected.weights().get(i));
        }
    }

    @Test
    void aTrainingThatFailedAnywhereEndsAsOneThatDidNot() throws IOException {
        Sequential whole = model();
        Outcome expected = outcome(whole, fit(whole));
        for (Integer saveFreq : new Integer[] {null, 1, 2}) {
            for (int failure = 1; failure <= EPOCHS * BATCHES; failure++) {
                Callback failing = failingAfter(failure);
                Sequential failed = model();
                assertThatThrownBy(() -> fit(
                                failed,
                                BackupAndRestore.builder(file())
                                        .saveFreq(saveFreq)
                                        .build(),
                                failing))
                        .hasMessage("the machine goes down");
                BackupAndRestore backup =
                        BackupAndRestore.builder(file()).saveFreq(saveFreq).build();
                Sequential other = model();
                Outcome resumed = outcome(other, fit(other, backup));
                assertSame(resumed, expected, "saved after " + saveFreq + ", failed after " + failure);
                assertThat(Files.exists(file())).isFalse();
                int saved = saveFreq == null ? (failure - 1) / BATCHES * BATCHES : (failure - 1) / saveFreq * saveFreq;
                if (saved == 0) {
                    assertThat(backup.restored()).isNull();
                } else {
                    assertThat(backup.restored().epoch() * BATCHES
                                    + backup.restored().batch())
                            .isEqualTo(saved);
                }
            }
        }
    }

    @Test
    void anInterruptSavesAfterTheBatch() throws IOException {
        Sequential whole = model();
        Outcome expected = outcome(whole, fit(whole));
        for (int stop = 1; stop <= EPOCHS * BATCHES; stop++) {
            BackupAndRestore backup = BackupAndRestore.of(file());
            int[] left = {stop};
            Callback interrupting = LambdaCallback.builder()
                    .onTrainBatchEnd((batch, logs) -> {
                        if (--left[0] == 0) {
                            backup.interrupt();
                        }
                    })
                    .build();
            Sequential stopped = model();
            fit(stopped, backup, interrupting);
            assertThat(backup.interrupted()).isTrue();
            assertThat(stopped.optimizer().iterations()).isEqualTo(stop);
            Sequential other = model();
            BackupAndRestore restoring = BackupAndRestore.of(file());
            assertSame(outcome(other, fit(other, restoring)), expected, "interrupted after " + stop);
            assertThat(restoring.interrupted()).isFalse();
            assertThat(Files.exists(file())).isFalse();
        }
    }

    @Test
    void anotherThreadMayInterruptBeforeTheTraining() throws Exception {
        BackupAndRestore backup = BackupAndRestore.of(file());
        Thread thread = new Thread(backup::interrupt);
        thread.start();
        thread.join();
        Sequential model = model();
        fit(model, backup);
        assertThat(backup.interrupted()).isTrue();
        assertThat(model.optimizer().iterations()).isEqualTo(1);
    }

    @Test
    void theFileMayStay() {
        BackupAndRestore backup =
                BackupAndRestore.builder(file()).deleteCheckpoint(false).build();
        History whole = fit(model(), backup);
        assertThat(TrainingFiles.load(file()).epoch()).isEqualTo(whole.epochs().size());
        Sequential again = model();
        assertThat(fit(
                                again,
                                BackupAndRestore.builder(file())
                                        .deleteCheckpoint(false)
                                        .build())
                        .metrics())
                .isEqualTo(whole.metrics());
        assertThat(again.optimizer().iterations())
                .isEqualTo((long) BATCHES * whole.epochs().size());
    }

    @Test
    void argumentsAreChecked() throws IOException {
        assertThatThrownBy(() -> BackupAndRestore.builder(file()).saveFreq(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("BackupAndRestore: saveFreq must be a positive number of batches, or null for each epoch."
                        + " Received: saveFreq=0.");
        assertThatThrownBy(() -> BackupAndRestore.of(file()).onEpochEnd(0, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("BackupAndRestore: onTrainBegin must be called before the other methods.");
        Path missing = folder.resolve("missing/run.training");
        assertThatThrownBy(() -> fit(model(), BackupAndRestore.of(missing)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("KerasFiles: the file could not be written. Received: path=" + missing + " (" + missing
                        + ": its directory does not exist).");
        Files.writeString(file(), "something else");
        assertThatThrownBy(() -> fit(model(), BackupAndRestore.of(file())))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file() + ": must be the state of a training, which begins with \\x89GRU4JT. Received: another"
                                + " file.");
        assertThat(Files.readString(file())).isEqualTo("something else");
    }
}
