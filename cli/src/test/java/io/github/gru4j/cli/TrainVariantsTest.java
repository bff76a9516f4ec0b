package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.keras.KerasFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The less common ways through {@code train} and {@code predict}, each to the files they write. */
class TrainVariantsTest {

    @TempDir
    Path folder;

    private CommandRun train(Object... args) {
        Object[] all = new Object[args.length + 7];
        all[0] = "train";
        System.arraycopy(args, 0, all, 1, args.length);
        Object[] quick = {"--epochs", 2, "--units", 3, "--out", folder.resolve("model.keras")};
        System.arraycopy(quick, 0, all, args.length + 1, quick.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CommandRun.filesIn(folder))
                .contains("model.keras", "model-forecast.png", "model-learning-curve.png");
        return run;
    }

    @Test
    void demoNeedsNoData() {
        CommandRun run = train("--demo");
        assertThat(run.out()).startsWith("""
                        Data      Mackey-Glass series, tau = 17: 2000 rows of the column 'x'
                        Task      'x' 6 rows ahead, from 48 rows of 'x'
                        Windows   1147 for training, 400 for validation, 400 for the test
                        """);
        assertThat(ModelNotes.of(KerasFiles.describe(folder.resolve("model.keras"))))
                .contains(new ModelNotes(List.of("x"), "x", 6));
    }

    @Test
    void withoutAValidationPartTheTrainingLossDecides() {
        CommandRun run =
                train(CommandRun.station(folder), "--target", "temperature", "--window", 5, "--validation-split", 0);
        assertThat(run.out()).contains("Windows   331 for training, 0 for validation, 84 for the test");
        assertThat(run.err()).doesNotContain("validation loss");
    }

    @Test
    void givenSeasonIsTheSecondBaselineAndZeroIsNone() {
        Path data = CommandRun.station(folder);
        assertThat(train(data, "--target", "temperature", "--window", 5, "--season", 3)
                        .out())
                .containsPattern("\n  value 3 rows ago +[0-9.]+ +[0-9.]+\n");
        assertThat(train(data, "--target", "temperature", "--window", 5, "--season", 0)
                        .out())
                .doesNotContain("rows ago", "a week ago");
    }

    @Test
    void queryMissingValuesAndHorizon() throws IOException {
        Path data = CommandRun.station(folder);
        List<String> lines = Files.readAllLines(data);
        lines.set(200, lines.get(200).replaceFirst(",[^,]+$", ",NA"));
        lines.set(390, lines.get(390).replaceFirst(",[^,]+$", ",?"));
        Files.write(data, lines);
        CommandRun run = train(
                data,
                "--target",
                "t",
                "--query",
                "select date, temperature as t from data",
                "--missing",
                "forward-fill",
                "--window",
                5,
                "--horizon",
                3);
        assertThat(run.out())
                .contains("Note      2 cells without a number were filled with the value before\n")
                .contains("Task      't' 3 rows ahead, from 5 rows of 't'\n")
                .contains("Windows   244 for training, 84 for validation, 83 for the test\n");

        Path out = folder.resolve("p.csv");
        CommandRun predict = CommandRun.of(
                "predict",
                folder.resolve("model.keras"),
                data,
                "--query",
                "select date, temperature as t from data",
                "--missing",
                "forward-fill",
                "--out",
                out);
        assertThat(predict.code()).as(predict.err()).isZero();
        assertThat(predict.out()).startsWith("Wrote " + out + ": 416 predictions, 3 of them beyond the last row\n");
        List<String> rows = Files.readAllLines(out);
        assertThat(rows.get(0)).isEqualTo("row,date,t,prediction");
        assertThat(rows.get(1)).startsWith("8,2021-03-08,");
        assertThat(rows.get(390 - 7))
                .as("a target that was filled in is not shown")
                .startsWith("390,2022-03-25,,");
        assertThat(rows.get(416)).startsWith("423,2022-04-27,,");
    }

    @Test
    void featureThatNeverChangesIsLeftOut() throws IOException {
        Path data = folder.resolve("data.csv");
        StringBuilder text = new StringBuilder("flag,x\n");
        for (int i = 0; i < 60; i++) {
            text.append(i < 50 ? 0 : 1).append(',').append(i * i % 17).append('\n');
        }
        Files.writeString(data, text);
        CommandRun run = train(data, "--target", "x", "--window", 3);
        assertThat(run.out())
                .contains("Note      left out, because nothing changes in the training part: 'flag'\n")
                .contains("of 'x'\n");
        assertThat(ModelNotes.of(KerasFiles.describe(folder.resolve("model.keras"))))
                .contains(new ModelNotes(List.of("x"), "x", 1));
    }

    @Test
    void oldModelIsReplacedOnlyByAFinishedOne() throws IOException {
        Path old = Files.writeString(folder.resolve("model.keras"), "the old one");
        train(CommandRun.station(folder), "--target", "temperature", "--window", 5);
        assertThat(Files.readAllBytes(old)).startsWith('P', 'K');
        assertThat(CommandRun.filesIn(folder)).noneMatch(name -> name.startsWith("."));
    }
}
