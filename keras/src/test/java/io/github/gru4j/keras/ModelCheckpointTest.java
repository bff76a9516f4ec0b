package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckpointTest {

    private static final Tensor X = new Generator(1).normal(12, 5, 2);
    private static final Tensor Y = new Generator(2).normal(12, 1);

    @TempDir
    Path folder;

    private static Sequential model() {
        Sequential model = Sequential.builder()
                .seed(3)
                .add(Input.of(5, 2))
                .add(GRU.of(3))
                .add(Dense.of(1))
                .build();
        model.compile(Adam.of(0.01), Losses.meanSquaredError());
        return model;
    }

    @Test
    void theBestModelIsTheOneInTheFile() {
        Path file = folder.resolve("new/folder/best.keras");
        ModelCheckpoint checkpoint =
                ModelCheckpoint.builder(file.toString()).saveBestOnly(true).build();
        Sequential model = model();
        History history = model.fit(
                X, Y, FitOptions.epochs(6).batchSize(4).validationSplit(0.25).callbacks(checkpoint));
        double best = history.get("val_loss").stream().min(Double::compare).orElseThrow();
        assertThat(checkpoint.best()).isEqualTo(best);
        assertThat(KerasFiles.load(file)
                        .evaluate(X.rows(9, 12), Y.rows(9, 12), 4)
                        .get("loss"))
                .isEqualTo(best);
    }

    @Test
    void epochsWithoutValidationSaveNothing() throws IOException {
        FitOptions everyOther =
                FitOptions.epochs(5).validationFreq(2).validationSplit(0.25).shuffle(false);
        Sequential model = model();
        History history = model.fit(
                X,
                Y,
                everyOther.callbacks(ModelCheckpoint.builder(folder + "/{epoch}.keras")
                        .saveBestOnly(true)
                        .build()));
        assertThat(history.get("val_loss")).hasSize(2);
        boolean better =
                history.get("val_loss").get(1) < history.get("val_loss").get(0);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(better ? List.of("2.keras", "4.keras") : List.of("2.keras"));
        }
    }

    @Test
    void weightsAloneHoldTheStateOfTheOptimizer() throws IOException {
        ModelCheckpoint checkpoint = ModelCheckpoint.builder(folder + "/{epoch:02d}-{batch}.weights.h5")
                .saveWeightsOnly(true)
                .saveFreq(4)
                .build();
        Sequential model = model();
        model.fit(X, Y, FitOptions.epochs(4).batchSize(4).callbacks(checkpoint));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly("02-1.weights.h5", "03-2.weights.h5", "04-3.weights.h5");
        }
        Sequential other = model();
        other.optimizer().build(other.trainableWeights());
        KerasFiles.loadWeights(other, folder.resolve("04-3.weights.h5"));
        assertThat(other.optimizer().iterations()).isEqualTo(12);
        assertThat(other.predict(X).floats()).isEqualTo(model.predict(X).floats());
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(() -> ModelCheckpoint.of("model.h5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ModelCheckpoint: filepath must end in .keras for a whole model. Received: filepath=model.h5.");
        assertThatThrownBy(() -> ModelCheckpoint.builder("model.keras")
                        .saveWeightsOnly(true)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ModelCheckpoint: filepath must end in .weights.h5 for weights alone. Received:"
                        + " filepath=model.keras.");
        assertThatThrownBy(
                        () -> ModelCheckpoint.builder("model.keras").saveFreq(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ModelCheckpoint: saveFreq must be a positive number of batches, or null for each epoch."
                        + " Received: saveFreq=0.");
        for (String wrong : List.of("{", "}", "{}", "{epoch:x}", "{loss:.2d}", "{loss:.3}", "{loss:9999d}")) {
            assertThatThrownBy(() -> ModelCheckpoint.of("a" + wrong + ".keras"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ModelCheckpoint: filepath must hold names in braces, with formats as in {epoch:02d},"
                            + " {val_loss:.2f} or {loss:.1e}. Received: " + wrong + " in a" + wrong + ".keras.");
        }
    }

    @Test
    void namesInThePathMustBeReported() {
        Sequential model = model();
        FitOptions options = FitOptions.epochs(1);
        assertThatThrownBy(() -> model.fit(X, Y, options.callbacks(ModelCheckpoint.of(folder + "/{mae:.2f}.keras"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ModelCheckpoint: filepath must hold names of [epoch] and [loss]. Received: {mae} in "
                        + folder + "/{mae:.2f}.keras.");
        assertThatThrownBy(() -> model.fit(X, Y, options.callbacks(ModelCheckpoint.of(folder + "/{loss:2d}.keras"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ModelCheckpoint: filepath must format loss, which is not a whole number, by f or e. Received: "
                                + folder + "/{loss:2d}.keras.");
        assertThatThrownBy(() -> model.fit(
                        X,
                        Y,
                        options.callbacks(ModelCheckpoint.builder(folder + "/m.keras")
                                .saveBestOnly(true)
                                .build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ModelCheckpoint: monitor must be one of [loss], which this training reports. Received:"
                        + " monitor=val_loss.");
        assertThatThrownBy(() -> ModelCheckpoint.of("m.keras").onEpochEnd(0, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ModelCheckpoint: onTrainBegin must be called before the other methods.");
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() ->
                        model().fit(X, Y, FitOptions.epochs(1).callbacks(ModelCheckpoint.of(file + "/model.keras"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("ModelCheckpoint: the folder of the file could not be made. Received: path=" + file
                        + "/model.keras.");
    }

    @Test
    void aTableThatCannotBeWrittenIsAnErrorBeforeTheFirstEpoch() {
        Sequential model = model();
        Path file = folder.resolve("missing/log.csv");
        assertThatThrownBy(() -> model.fit(X, Y, FitOptions.epochs(1).callbacks(CSVLogger.of(file))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("CSVLogger: the file could not be written. Received: filename=" + file
                        + " (its directory does not exist).");
        assertThat(model.optimizer().iterations()).isZero();
        assertThatThrownBy(() -> CSVLogger.builder(file).separator('"').build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "CSVLogger: separator must not be a quote or the end of a line. Received: separator=\\u0022.");
    }

    @Test
    void aTableHasALineForEachEpoch() throws IOException {
        Path file = folder.resolve("log.csv");
        model().fit(X, Y, FitOptions.epochs(3).validationSplit(0.25).callbacks(CSVLogger.of(file)));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("epoch,loss,val_loss");
        assertThat(lines.get(3)).matches("2,[0-9.]+,[0-9.]+");
    }
}
