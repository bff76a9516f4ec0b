package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One training on a small table, and everything that is done with its file. */
@TestInstance(Lifecycle.PER_CLASS)
class TrainCommandTest {

    private static final int WINDOW = 14;

    private Path folder;
    private Path data;
    private Path model;
    private CommandRun training;

    @BeforeAll
    void train(@TempDir Path shared) {
        folder = shared;
        data = CommandRun.station(folder);
        model = folder.resolve("station.keras");
        training = CommandRun.of(
                "train",
                data,
                "--target",
                "temperature",
                "--window",
                WINDOW,
                "--units",
                "8,6",
                "--epochs",
                40,
                "--learning-rate",
                "0.005",
                "--out",
                model);
    }

    @Test
    void writesTheModelAndTwoPicturesAndNothingElse() {
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(CommandRun.filesIn(folder))
                .contains("station.csv", "station.keras", "station-learning-curve.png", "station-forecast.png")
                .noneMatch(name -> name.startsWith(".gru4j"));
        assertThat(training.out()).contains("Wrote " + model + " (");
    }

    @Test
    void saysWhatItReadAndWhatItDoes() {
        assertThat(training.out())
                .contains("""
                        Data      station.csv: 420 rows
                        Order     by 'date', the column that holds times: 2021-03-01 to 2022-04-24
                        Task      'temperature' 1 row ahead, from 14 rows of 'humidity', 'temperature'
                        Windows   238 for training, 84 for validation, 84 for the test
                        Model     GRU 8, GRU 6, Dense 1, on\
                        """)
                .contains("Test part: 84 forecasts, 2022-01-31 to 2022-04-24, errors in the unit of 'temperature'");
    }

    @Test
    void showsOneLineForEachEpochWhereNobodyWatches() {
        assertThat(training.err().lines().filter(line -> line.startsWith("Epoch ")))
                .isNotEmpty()
                .allMatch(line -> line.matches(
                        "Epoch [0-9]+/40 - 8/8 - [0-9]+s - \\S+/step - loss: \\S+ - mean_absolute_error: \\S+"
                                + " - val_loss: \\S+ - val_mean_absolute_error: \\S+"));
    }

    @Test
    void beatsBothBaselinesOnTheTestPart() {
        double[] model = row("model");
        double[] last = row("last value");
        double[] seasonal = row("value a week ago (7 rows)");
        assertThat(model[0]).isLessThan(last[0]).isLessThan(seasonal[0]);
        assertThat(model[1]).isLessThan(last[1]).isLessThan(seasonal[1]);
        assertThat(training.out()).contains(" % below that of the better baseline, the ");
    }

    @Test
    void baselinesAreThoseOfTheFile() throws Exception {
        double[] values = Files.readAllLines(data).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[2]))
                .toArray();
        assertThat(row("last value")).containsExactly(repeating(values, 1), within(0.001));
        assertThat(row("value a week ago (7 rows)")).containsExactly(repeating(values, 7), within(0.001));
    }

    private static double[] repeating(double[] values, int lag) {
        double absolute = 0;
        double squared = 0;
        for (int i = 336; i < 420; i++) {
            double error = values[i] - values[i - lag];
            absolute += Math.abs(error);
            squared += error * error;
        }
        return new double[] {absolute / 84, Math.sqrt(squared / 84)};
    }

    private double[] row(String name) {
        Matcher matcher = Pattern.compile("(?m)^  " + Pattern.quote(name) + " +(\\S+) +(\\S+)$")
                .matcher(training.out());
        assertThat(matcher.find()).as(training.out()).isTrue();
        return new double[] {Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))};
    }

    @Test
    void pageShowsTheRunAndNeedsNoNetwork() throws Exception {
        String page = Files.readString(folder.resolve("station-report.html"));
        assertThat(page)
                .contains("<h1>Forecast of temperature</h1>", "Seed      0\n", "Task      ")
                .contains("<h2>Learning curve</h2>", "<h2>Forecast and truth</h2>", "<h2>Residuals</h2>")
                .contains("<h2>Hidden units</h2>", "gru_1 (GRU)", "Test part: 84 forecasts")
                .doesNotContain("http", "<script", "Error by horizon");
        assertThat(page.split("data:image/png;base64,iVBOR")).hasSize(5);
    }

    @Test
    void evaluateRepeatsTheScoresOfTheTest() {
        CommandRun same = CommandRun.of("evaluate", model, data, "--test-split", 0.2);
        assertThat(same.code()).as(same.err()).isZero();
        String scores = training.out()
                .substring(training.out().indexOf("Test part"), training.out().indexOf("Wrote"));
        assertThat(same.out())
                .startsWith("Data      station.csv: 420 rows\n")
                .endsWith("\n" + scores.replace("Test part", "Evaluation"));
        assertThat(CommandRun.of("evaluate", model, data).out())
                .contains(
                        "\nEvaluation: 406 forecasts, 2021-03-15 to 2022-04-24, errors in the unit of 'temperature'\n");
    }

    @Test
    void evaluateNamesWhatItCannotDo() throws Exception {
        List<String> lines = Files.readAllLines(data);
        Path few = folder.resolve("few.csv");
        Files.write(few, lines.subList(0, 1 + WINDOW));
        assertThat(CommandRun.of("evaluate", model, few).err())
                .isEqualTo(
                        "gru4j: few.csv: has 14 rows, none of them with a window of 14 before it and its targets after"
                                + " it.\n");
        Files.write(few, lines.subList(0, 3 + WINDOW));
        assertThat(CommandRun.of("evaluate", model, few).out())
                .contains("\nEvaluation: 2 forecasts, 2021-03-15 to 2021-03-16, ");
        assertThat(CommandRun.of("evaluate", model, data, "--test-split", 1).err())
                .isEqualTo("gru4j: --test-split must be a share above 0 and below 1, but is 1.0.\n");
        assertThat(CommandRun.of("evaluate", model, data, "--features", "humidity")
                        .err())
                .isEqualTo("gru4j: --features names 1 column, but the model reads 2.\n");
        assertThat(CommandRun.of("evaluate", model).err())
                .isEqualTo("gru4j: DATA is missing: name a CSV, Parquet or JSON file, or a text.\n");
    }

    @Test
    void modelStandardisesInsideWithTheTrainingPartOnly() throws Exception {
        Model loaded = KerasFiles.load(model);
        assertThat(loaded.layers()).hasSize(5);
        assertThat(loaded.layers().get(1)).isInstanceOf(Normalization.class);
        assertThat(loaded.layers().get(2)).isInstanceOf(GRU.class);
        assertThat(loaded.layers().get(4)).isInstanceOf(Dense.class);
        double humidity = 0;
        List<String> lines = Files.readAllLines(data);
        for (int row = 1; row <= 252; row++) {
            humidity += Double.parseDouble(lines.get(row).split(",")[1]);
        }
        Tensor mean = loaded.layers().get(1).getWeights().get(0);
        assertThat(mean.getAt(0)).isCloseTo(humidity / 252, within(1e-3));
    }

    @Test
    void fileRemembersItsColumns() {
        assertThat(ModelNotes.of(KerasFiles.describe(model).notes()))
                .contains(new ModelNotes(
                        List.of("humidity", "temperature"),
                        List.of("temperature"),
                        Horizons.of(1),
                        new Season(7, "a week ago")));
    }

    @Test
    void sameSeedGivesTheSameModel() throws Exception {
        Path again = Files.createDirectory(folder.resolve("again")).resolve("station.keras");
        CommandRun.of(
                "train",
                data,
                "--target",
                "temperature",
                "--window",
                WINDOW,
                "--units",
                "8,6",
                "--epochs",
                40,
                "--learning-rate",
                "0.005",
                "--out",
                again);
        List<Tensor> first = KerasFiles.load(model).getWeights();
        List<Tensor> second = KerasFiles.load(again).getWeights();
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).floats()).isEqualTo(first.get(i).floats());
        }
    }

    @Test
    void picturesShowSomething() throws Exception {
        for (String name : List.of("station-learning-curve.png", "station-forecast.png")) {
            BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
            assertThat(image.getWidth()).isGreaterThan(1000);
            Set<Integer> colours = new HashSet<>();
            int ink = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    colours.add(image.getRGB(x, y));
                    ink += image.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
                }
            }
            assertThat(colours).contains(0xFFD9531E, 0xFF4A5568);
            assertThat(ink)
                    .isBetween(image.getWidth() * image.getHeight() / 100, image.getWidth() * image.getHeight() / 3);
        }
    }

    @Test
    void predictionsAreThoseOfTheLoadedModel() throws Exception {
        Path out = folder.resolve("predictions.csv");
        CommandRun run = CommandRun.of("predict", model, data, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("Wrote " + out + ": 407 predictions, 1 of them beyond the last row\n"
                        + "On the 406 rows where 'temperature' is known: MAE ");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(0)).isEqualTo("row,date,temperature,prediction");
        assertThat(lines).hasSize(408);
        assertThat(lines.get(1)).startsWith("15,2021-03-15,");
        assertThat(lines.get(407)).startsWith("421,2022-04-25,,");
        List<String> rows = Files.readAllLines(data);
        float[] window = new float[WINDOW * 2];
        for (int i = 0; i < WINDOW; i++) {
            String[] cells = rows.get(101 + i).split(",");
            window[2 * i] = Float.parseFloat(cells[1]);
            window[2 * i + 1] = Float.parseFloat(cells[2]);
        }
        float expected = (float)
                KerasFiles.load(model).predict(Tensor.of(window, 1, WINDOW, 2)).getAt(0);
        String[] predicted = lines.get(101).split(",");
        assertThat(predicted[0]).isEqualTo(Integer.toString(101 + WINDOW));
        assertThat(predicted[2]).isEqualTo(rows.get(101 + WINDOW).split(",")[2]);
        assertThat(Float.parseFloat(predicted[3])).isEqualTo(expected);
    }

    @Test
    void predictionsDoNotNeedTheTargetsOfTheRowsToPredict() throws Exception {
        Path table = CommandRun.write(folder.resolve("other.csv"), "temperature,humidity");
        Files.writeString(table, "temperature,humidity\n" + "14.5,60\n".repeat(WINDOW));
        Path out = folder.resolve("other-predictions.parquet");
        CommandRun run = CommandRun.of("predict", model, table, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("Wrote " + out + ": 1 prediction, 1 of them beyond the last row\n");
        assertThat(Files.readAllBytes(out)).startsWith("PAR1".getBytes());
    }

    @Test
    void streamGivesWhatPredictGivesAtTheEndOfTheWindow() throws Exception {
        List<String> rows = Files.readAllLines(data).subList(0, 1 + WINDOW);
        CommandRun csv = CommandRun.withInput(String.join("\n", rows) + "\n", "stream", model);
        assertThat(csv.code()).as(csv.err()).isZero();
        List<String> answers = csv.out().lines().toList();
        assertThat(answers).hasSize(1 + WINDOW);
        assertThat(answers.get(0)).isEqualTo("prediction");

        Path out = folder.resolve("first.csv");
        CommandRun.of("predict", model, data, "--out", out);
        String[] first = Files.readAllLines(out).get(1).split(",");
        assertThat(Float.parseFloat(answers.get(WINDOW))).isEqualTo(Float.parseFloat(first[3]));

        StringBuilder json = new StringBuilder();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            json.append("{\"temperature\": " + cells[2] + ", \"humidity\": " + cells[1] + ", \"place\": 7}\n");
        }
        CommandRun lines = CommandRun.withInput(json.toString(), "stream", model);
        assertThat(lines.out().lines().toList())
                .isEqualTo(answers.subList(1, answers.size()).stream()
                        .map(answer -> "{\"prediction\":" + answer + "}")
                        .toList());
    }

    @Test
    void streamIsTheStreamingModelOfTheLoadedFile() throws Exception {
        CommandRun run = CommandRun.withInput("[60, 14]\n\n[61.5, 15]\n", "stream", model);
        StreamingModel streaming = StreamingModel.of(KerasFiles.load(model));
        StreamingState state = streaming.newState();
        float[] out = new float[1];
        streaming.step(state, new float[] {60, 14}, out);
        String first = "[" + out[0] + "]";
        streaming.step(state, new float[] {61.5f, 15}, out);
        assertThat(run.out()).isEqualTo(first + "\n[" + out[0] + "]\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void streamStopsAtABadLineAndNamesIt() {
        CommandRun run = CommandRun.withInput("60,14\n60;x\n", "stream", model);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.err()).isEqualTo("gru4j: standard input: line 2: has 1 cell where the first line has 2.\n");
    }

    @Test
    void inspectPrintsTheSummaryOfKeras() {
        CommandRun run = CommandRun.of("inspect", model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("""
                        Model: "sequential"
                        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                        │ normalization (Normalization)   │ (None, 14, 2)          │             5 │
                        ├─────────────────────────────────┼────────────────────────┼───────────────┤
                        │ gru (GRU)                       │ (None, 14, 8)          │           288 │
                        ├─────────────────────────────────┼────────────────────────┼───────────────┤
                        │ gru_1 (GRU)                     │ (None, 6)              │           288 │
                        ├─────────────────────────────────┼────────────────────────┼───────────────┤
                        │ dense (Dense)                   │ (None, 1)              │             7 │
                        └─────────────────────────────────┴────────────────────────┴───────────────┘
                         Total params: 1,756 (6.86 KB)
                         Trainable params: 583 (2.28 KB)
                         Non-trainable params: 5 (20.00 B)
                         Optimizer params: 1,168 (4.57 KB)
                        """)
                .contains("\n File           " + model + " (")
                .contains("\n Trained on     'humidity', 'temperature'\n Predicts       'temperature', 1 row ahead\n");
    }

    @Test
    void verifyComparesWithExpectedOutputs() throws Exception {
        float[] window = new float[WINDOW * 2];
        StringBuilder array = new StringBuilder();
        for (int i = 0; i < WINDOW; i++) {
            window[2 * i] = 60 + i;
            window[2 * i + 1] = 14 - i;
            array.append(i == 0 ? "" : ",").append("[" + (60 + i) + "," + (14 - i) + "]");
        }
        double output =
                KerasFiles.load(model).predict(Tensor.of(window, 1, WINDOW, 2)).getAt(0);
        Path agreeing = CommandRun.write(
                folder.resolve("agreeing.json"), "{\"inputs\": [[" + array + "]], \"outputs\": [[" + output + "]]}");
        Path golden = CommandRun.write(
                folder.resolve("golden.json"), "{\"inputs\": [[[" + array + "]]], \"outputs\": [[[" + output + "]]]}");
        Path differing = CommandRun.write(
                folder.resolve("differing.json"),
                "{\"inputs\": [[" + array + "]], \"outputs\": [[" + (output + 0.5) + "]]}");
        for (Path io : List.of(agreeing, golden)) {
            CommandRun run = CommandRun.of("verify", model, io);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .isEqualTo("Maximum absolute difference: 0.00 (tolerance 1.0e-5): the outputs agree\n");
        }
        CommandRun run = CommandRun.of("verify", model, differing);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("Maximum absolute difference: 0.500 (tolerance 1.0e-5): the outputs differ\n");
        assertThat(CommandRun.of("verify", model, differing, "--tolerance", "1").code())
                .isZero();
        for (String wanted : List.of("NaN", "-Infinity", "1e300")) {
            Path beyond = CommandRun.write(
                    folder.resolve("beyond.json"), "{\"inputs\": [[" + array + "]], \"outputs\": [[" + wanted + "]]}");
            CommandRun differs = CommandRun.of("verify", model, beyond);
            assertThat(differs.code()).as(differs.err()).isEqualTo(1);
            assertThat(differs.out()).startsWith("Maximum absolute difference: Infinity (tolerance ");
        }
        Path narrow = CommandRun.write(folder.resolve("narrow.json"), "{\"inputs\": [[[1],[2]]], \"outputs\": [[1]]}");
        CommandRun misfit = CommandRun.of("verify", model, narrow);
        assertThat(misfit.code()).isEqualTo(2);
        assertThat(misfit.err())
                .isEqualTo(
                        "gru4j: " + narrow + ": the inputs have shape (1, 2, 1), but the model takes (None, 14, 2).\n");
    }

    @Test
    void modelThatDoesNotFitTheTableIsRefused() throws Exception {
        Path table = CommandRun.write(folder.resolve("third.csv"), "a,b,c", "1,2,3", "4,5,7");
        Path out = folder.resolve("unwritten.csv");
        CommandRun noted = CommandRun.of("predict", model, table, "--out", out);
        assertThat(noted.code()).isEqualTo(2);
        assertThat(noted.err())
                .isEqualTo("gru4j: third.csv: has no column 'humidity'. Its columns are 'a', 'b', 'c'.\n");
        CommandRun named = CommandRun.of("predict", model, table, "--features", "a,b,c", "--out", out);
        assertThat(named.code()).isEqualTo(2);
        assertThat(named.err())
                .isEqualTo("gru4j: third.csv: the model reads 2 features, but --features names 3 numeric columns (a, b,"
                        + " c). Choose the model's columns, in its order, with --features.\n");
        CommandRun few = CommandRun.of("predict", model, table, "--features", "a,b", "--out", out);
        assertThat(few.err()).isEqualTo("gru4j: third.csv: has 2 rows, but the model's window takes 14.\n");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFileThatIsReadIsNeverOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(data);
        CommandRun run = CommandRun.of("predict", model, data, "--out", data);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "gru4j: " + data + ": is read by this command, so it is not written to. Name another file.\n");
        assertThat(Files.readAllBytes(data)).isEqualTo(before);
    }
}
