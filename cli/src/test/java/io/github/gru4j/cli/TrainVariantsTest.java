package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
        assertThat(ModelNotes.of(
                        KerasFiles.describe(folder.resolve("model.keras")).notes()))
                .contains(new ModelNotes(List.of("x"), List.of("x"), Horizons.of(6), null));
    }

    @Test
    void withoutAValidationPartTheTrainingLossDecides() {
        CommandRun run =
                train(CommandRun.station(folder), "--target", "temperature", "--window", 5, "--validation-split", 0);
        assertThat(run.out()).contains("Windows   331 for training, 0 for validation, 84 for the test");
        assertThat(run.err()).contains(" - loss: ").doesNotContain("val_loss");
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
        assertThat(ModelNotes.of(
                        KerasFiles.describe(folder.resolve("model.keras")).notes()))
                .contains(new ModelNotes(List.of("x"), List.of("x"), Horizons.of(1), null));
    }

    @Test
    void oldModelIsReplacedOnlyByAFinishedOne() throws IOException {
        Path old = Files.writeString(folder.resolve("model.keras"), "the old one");
        train(CommandRun.station(folder), "--target", "temperature", "--window", 5);
        assertThat(Files.readAllBytes(old)).startsWith('P', 'K');
        assertThat(CommandRun.filesIn(folder)).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void severalTargetsAndHorizonsFromOneModel() throws IOException {
        Path data = CommandRun.station(folder);
        CommandRun run = train(
                data,
                "--target",
                "temperature",
                "--target",
                "humidity",
                "--window",
                5,
                "--horizon",
                "1..3",
                "--bidirectional",
                "--dropout",
                0.1,
                "--recurrent-dropout",
                0.2);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Task      'temperature', 'humidity' 1..3 rows ahead, from 5 rows of 'humidity', 'temperature'\n")
                .contains("Windows   245 for training, 82 for validation, 82 for the test\n")
                .contains("Model     Bidirectional(GRU 3), dropout 0.1, recurrent dropout 0.2, Dense 6, on ")
                .contains("Test part: 82 forecasts of 3 rows, 2022-01-31 to 2022-04-24, errors in the unit of"
                        + " 'temperature'\n")
                .contains(
                        "Test part: 82 forecasts of 3 rows, 2022-01-31 to 2022-04-24, errors in the unit of 'humidity'\n")
                .containsPattern("(?m)^  Rows ahead +MAE +RMSE +MAE of last value +MAE of the season$")
                .containsPattern("(?m)^  3 +\\S+ +\\S+ +\\S+ +\\S+$")
                .contains("The model does not beat the seasonal value on 'temperature': prefer that, ");
        double[][] rows = byHorizon(run.out());
        assertThat(rows).hasDimensions(6, 4);
        double[] values = column(data, 2);
        for (int ahead = 1; ahead <= 3; ahead++) {
            double error = 0;
            for (int first = 336; first < 418; first++) {
                error += Math.abs(values[first + ahead - 1] - values[first - 1]) / 82;
            }
            assertThat(rows[ahead - 1][2]).isCloseTo(error, within(0.002));
        }

        assertThat(Files.readString(folder.resolve("model-report.html")))
                .contains(
                        "<h2>Forecast and truth of temperature</h2>",
                        "<h2>Residuals of humidity</h2>",
                        "<h2>Error by horizon of humidity</h2>");

        Path model = folder.resolve("model.keras");
        assertThat(CommandRun.of("inspect", model).out())
                .contains("\n Predicts       'temperature', 'humidity', 1..3 rows ahead\n");
        Path out = folder.resolve("p.csv");
        CommandRun predict = CommandRun.of("predict", model, data, "--out", out);
        assertThat(predict.code()).as(predict.err()).isZero();
        assertThat(predict.out())
                .startsWith("Wrote " + out + ": 418 predictions, 3 of them beyond the last row\n"
                        + "On the 415 rows where 'temperature' is known: MAE ")
                .contains("\nOn the 415 rows where 'humidity' is known: MAE ");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(0))
                .isEqualTo("row,date,temperature,humidity,prediction_temperature_1,prediction_temperature_2,"
                        + "prediction_temperature_3,prediction_humidity_1,prediction_humidity_2,prediction_humidity_3");
        assertThat(lines.get(1)).startsWith("6,2021-03-06,").matches(".*,[^,]+,,,[^,]+,,");
        assertThat(lines.get(418)).startsWith("423,2022-04-27,,,,,").matches(".*,,[^,]+,,,[^,]+");
        assertOneWindowIsSpreadOverTheRowsItIsFor(model, data, lines);
    }

    private static double[][] byHorizon(String out) {
        return Pattern.compile("(?m)^  [123]  +(\\S+) +(\\S+) +(\\S+) +(\\S+)$")
                .matcher(out)
                .results()
                .map(row -> IntStream.rangeClosed(1, 4)
                        .mapToDouble(i -> Double.parseDouble(row.group(i)))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[] column(Path data, int column) throws IOException {
        return Files.readAllLines(data).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[column]))
                .toArray();
    }

    /** The window of rows 101 to 105 says what comes in rows 106, 107 and 108. */
    private static void assertOneWindowIsSpreadOverTheRowsItIsFor(Path model, Path data, List<String> lines)
            throws IOException {
        double[] humidity = column(data, 1);
        double[] temperature = column(data, 2);
        float[] window = new float[10];
        for (int i = 0; i < 5; i++) {
            window[2 * i] = (float) humidity[100 + i];
            window[2 * i + 1] = (float) temperature[100 + i];
        }
        float[] outputs =
                KerasFiles.load(model).predict(Tensor.of(window, 1, 5, 2)).floats();
        for (int i = 0; i < 6; i++) {
            String[] cells = lines.get(101 + i % 3).split(",");
            assertThat(cells[0]).isEqualTo(Integer.toString(106 + i % 3));
            assertThat(Float.parseFloat(cells[4 + i])).isEqualTo(outputs[i]);
        }
    }
}
