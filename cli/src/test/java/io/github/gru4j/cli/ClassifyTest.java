package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.classify.ClassifierNotes;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.model.Model;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Sequences that rise or fall, of different lengths and mixed up in the file, from the table to the scores. */
@TestInstance(Lifecycle.PER_CLASS)
class ClassifyTest {

    private Path folder;
    private Path data;
    private Path model;
    private CommandRun training;

    @BeforeAll
    void train(@TempDir Path shared) {
        folder = shared;
        data = CommandRun.write(folder.resolve("lines.csv"), lines(20));
        model = folder.resolve("lines.keras");
        training = run("train", data, "--units", 6, "--epochs", 60, "--learning-rate", 0.02, "--out", model);
    }

    /** Sixteen lines that rise and four that fall, 3 to 7 steps long. */
    private static String[] lines(int count) {
        Random random = new Random(5);
        List<String> lines = new ArrayList<>();
        for (int step = 6; step >= 0; step--) {
            for (int take = 0; take < count; take++) {
                boolean falls = take % 5 == 0;
                if (step < 3 + take % 5) {
                    double y = 40 + (falls ? -1 : 1) * (step - 2) + 0.2 * random.nextGaussian();
                    lines.add("take" + take + "," + step + "," + y + "," + (falls ? "down" : "up"));
                }
            }
        }
        lines.add(0, "take,ms,y,direction");
        return lines.toArray(String[]::new);
    }

    private static CommandRun run(String command, Path data, Object... more) {
        List<Object> args = new ArrayList<>(List.of(command, data, "--task", "classify", "--sequence-id", "take"));
        args.addAll(List.of("--label", "direction", "--time", "ms", "--class-weight", "balanced"));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    @Test
    void saysWhatItReadAndWhatItDoes() {
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(training.out())
                .startsWith("Data      lines.csv: 100 rows, 20 sequences of 3 to 7 rows\nOrder     by ");
        assertThat(training.out()).contains("""
                        Task      'direction' of each sequence, 2 classes, from 'y'
                        Sequences 12 for training, 4 for validation, 4 for the test, every class in each
                        Weights   'down' 3.000, 'up' 0.6000
                        Model     GRU 6, Dense 2 with softmax, on\
                        """);
    }

    @Test
    void learnsToTellThemApart() {
        assertThat(training.out())
                .contains("Test part: 4 sequences\n")
                .containsPattern("(?m)^  model +100.0 % +100.0 %$")
                .containsPattern("(?m)^  most frequent +75.0 % +50.0 %$")
                .containsPattern("(?m)^  down +1 +100.0 % +100.0 %$")
                .containsPattern("(?m)^  up +3 +100.0 % +100.0 %$")
                .containsPattern("(?m)^  down +1 +0$")
                .containsPattern("(?m)^  up +0 +3$")
                .contains("The model is right in 100.0 % of the sequences, always saying 'up' in 75.0 %.\n");
    }

    @Test
    void writesTheModelAndTwoPictures() throws Exception {
        assertThat(CommandRun.filesIn(folder))
                .contains("lines.keras", "lines-learning-curve.png", "lines-confusion-matrix.png")
                .noneMatch(name -> name.startsWith(".gru4j"));
        BufferedImage image =
                ImageIO.read(folder.resolve("lines-confusion-matrix.png").toFile());
        assertThat(image.getWidth()).isEqualTo(960);
        assertThat(image.getRGB(2 * (24 + 150 + 56) + 20, 2 * (84 + 56) + 8))
                .as("the cell of the class that is right most often")
                .isEqualTo(0xFFD9531E);
    }

    @Test
    void pageShowsTheRunAndNeedsNoNetwork() throws Exception {
        String page = Files.readString(folder.resolve("lines-report.html"));
        assertThat(page)
                .contains("<h1>Classes of direction</h1>", "<h2>Confusion matrix</h2>", "<h2>Hidden units</h2>")
                .contains("masking (Masking)", "Test part: 4 sequences")
                .doesNotContain("http", "<script");
        assertThat(page.split("data:image/png;base64,iVBOR")).hasSize(4);
    }

    @Test
    void fileKnowsItsColumnsAndMasksPadding() {
        assertThat(ClassifierNotes.of(KerasFiles.describe(model).notes()))
                .contains(new ClassifierNotes(List.of("y"), "take", "direction", List.of("down", "up"), "up"));
        Model loaded = KerasFiles.load(model);
        assertThat(((Masking) loaded.layers().get(1)).maskValue()).isEqualTo(-1e9);
        assertThat(CommandRun.of("inspect", model).out())
                .contains("\n Trained on     'y' of each 'take'\n Tells apart    'direction': 'down', 'up'\n");
        CommandRun predict = CommandRun.of("predict", model, data);
        assertThat(predict.err())
                .isEqualTo("gru4j: " + model + ": tells whole sequences apart and forecasts nothing. See how well with:"
                        + " gru4j evaluate " + model + " DATA\n");
    }

    @Test
    void evaluateRepeatsTheScoresOfTheTest() {
        CommandRun same = CommandRun.of("evaluate", model, data, "--time", "ms", "--test-split", 0.2);
        assertThat(same.code()).as(same.err()).isZero();
        String scores = training.out()
                .substring(training.out().indexOf("Test part"), training.out().indexOf("Wrote"));
        assertThat(same.out()).endsWith("\n" + scores.replace("Test part", "Evaluation"));
        assertThat(CommandRun.of("evaluate", model, data, "--time", "ms").out())
                .contains("\nEvaluation: 20 sequences\n");
    }

    @Test
    void evaluateRefusesOtherLabels() throws Exception {
        Path other = folder.resolve("other.csv");
        Files.writeString(other, "take,ms,y,direction\na,1,1,sideways\n");
        assertThat(CommandRun.of("evaluate", model, other, "--time", "ms").err())
                .isEqualTo("gru4j: other.csv: label 'sideways' is none of the model's classes, 'down', 'up'.\n");
    }

    private void fails(String message, String... rows) {
        Path file = CommandRun.write(folder.resolve("bad.csv"), rows);
        CommandRun run = run("train", file, "--out", folder.resolve("bad.keras"));
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void sequencesThatMakeNoSenseAreNamed() {
        fails(
                "bad.csv: sequence 'a' has two labels, 'up' in row 1 and 'down' in row 2. A sequence has one label in all"
                        + " its rows. Rows are counted from 1 after the header.",
                "take,ms,y,direction",
                "a,1,1,up",
                "a,2,1,down");
        fails("bad.csv: sequence 'b' has no label in column 'direction'.", "take,ms,y,direction", "a,1,1,up", "b,2,1,");
        fails(
                "bad.csv: column 'take' row 2: the value is missing, so nothing says which sequence the row belongs to."
                        + " Rows are counted from 1 after the header.",
                "take,ms,y,direction",
                "a,1,1,up",
                ",2,1,down");
        fails(
                "bad.csv: every sequence has the label 'up', so there is nothing to learn.",
                "take,ms,y,direction",
                "a,1,1,up",
                "b,2,1,up");
        fails(
                "bad.csv: class 'down' has 1 sequence, too few to be in the training, the validation and the test part."
                        + " Leave the class out with --query, or use smaller shares or --validation-split 0.",
                "take,ms,y,direction",
                "a,1,1,down",
                "b,2,1,up");
        fails("bad.csv: has no column 'direction'. Its columns are 'take', 'ms', 'y'.", "take,ms,y", "a,1,1");
    }

    private void refuses(String message, Object... options) {
        List<Object> args = new ArrayList<>(List.of("train", data));
        args.addAll(List.of(options));
        CommandRun run = CommandRun.of(args.toArray());
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void optionsMustFitTheTask() {
        refuses("--task must be forecast, classify or text, but is 'cluster'.", "--task", "cluster");
        refuses("--label is for --task classify, but the task is forecast.", "--label", "direction");
        refuses("--target is for --task forecast, but the task is classify.", "--task", "classify", "--target", "y");
        refuses(
                "--window is for --task forecast or text, but the task is classify.",
                "--task",
                "classify",
                "--window",
                9);
        refuses(
                "--sequence-id is missing: it names the column that says which sequence a row belongs to.",
                "--task",
                "classify");
        refuses(
                "--label is missing: it names the column that says what a sequence is.",
                "--task",
                "classify",
                "--sequence-id",
                "take");
        refuses(
                "--class-weight must be none or balanced, but is 'heavy'.",
                "--task",
                "classify",
                "--sequence-id",
                "take",
                "--label",
                "direction",
                "--class-weight",
                "heavy");
    }

    @Test
    void runIsRepeatedFromTheFileThatItWrote() throws Exception {
        Path written = folder.resolve("lines-train.json");
        assertThat(Files.readString(written))
                .contains("\"task\" : \"classify\"", "\"class-weight\" : \"balanced\"", "\"epochs\" : 60")
                .doesNotContain("window", "demo");
        Path again = folder.resolve("again.keras");
        CommandRun run = CommandRun.of("train", "--config", written, "--out", again);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(KerasFiles.load(again).getWeights().get(3).floats())
                .isEqualTo(KerasFiles.load(model).getWeights().get(3).floats());
    }
}
