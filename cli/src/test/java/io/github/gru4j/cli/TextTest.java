package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.cli.text.TextNotes;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A text of few words, from the file to what the model writes. */
@TestInstance(Lifecycle.PER_CLASS)
class TextTest {

    private static final String KNOWN = "\n acdefghilmnorstwyö🐱";

    private Path folder;
    private Path data;
    private Path model;
    private CommandRun training;

    @BeforeAll
    void train(@TempDir Path shared) throws Exception {
        folder = shared;
        data = Files.writeString(folder.resolve("tales.txt"), tales(160));
        model = folder.resolve("tales.keras");
        training = CommandRun.of(
                "train",
                data,
                "--task",
                "text",
                "--units",
                24,
                "--embedding",
                8,
                "--window",
                25,
                "--batch-size",
                8,
                "--epochs",
                12,
                "--learning-rate",
                0.02,
                "--seed",
                2,
                "--out",
                model);
    }

    /** Lines of three words, of which the first decides what the others can be. */
    private static String tales(int lines) {
        List<String> first = List.of("the cat 🐱", "my friend", "a dog");
        List<String> second = List.of("finds", "hört", "loses");
        Generator random = new Generator(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            int who = random.nextInt(3);
            text.append(first.get(who)).append(' ').append(second.get(who)).append(" the way");
            text.append(random.nextInt(2) == 0 ? "\n" : " today\n");
        }
        return text.toString();
    }

    private CommandRun generate(Object... options) {
        Object[] args = new Object[options.length + 2];
        args[0] = "generate";
        args[1] = model;
        System.arraycopy(options, 0, args, 2, options.length);
        return CommandRun.of(args);
    }

    @Test
    void saysWhatItReadAndWhatItDoes() throws Exception {
        int characters = Files.readString(data).codePoints().toArray().length;
        int part = (int) Math.round(0.05 * characters);
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(training.out()).startsWith("""
                        Data      tales.txt: %d characters, 21 different
                        Task      the next character, from all before it
                        Text      %d characters for training, in %s windows of 25; %d for validation, %d for the test
                        Model     Embedding 8, GRU 24, Dense 21 with softmax, on\
                        """.formatted(characters, characters - 2 * part, windows(), part, part));
        assertThat(training.err()).contains("Epoch 1/12 - ", " - loss: ", " - val_loss: ");
    }

    private String windows() {
        Matcher matcher = Pattern.compile("in ([0-9]+) windows of 25").matcher(training.out());
        assertThat(matcher.find()).isTrue();
        assertThat(Integer.parseInt(matcher.group(1)) * 25).isBetween(3200, 3700);
        return matcher.group(1);
    }

    @Test
    void learnsAfterEveryWindow() {
        int windows = Integer.parseInt(windows());
        int perPassage = 10; // of the 18 that each of 8 passages could have
        assertThat(windows % perPassage).isZero();
        int batches = (windows / perPassage + 7) / 8;
        long epochs =
                training.err().lines().filter(line -> line.startsWith("Epoch ")).count();
        assertThat(training.err()).contains("Epoch 1/12 - " + batches + "/" + batches + " - ");
        assertThat(KerasFiles.load(model).optimizer().iterations()).isEqualTo(epochs * batches * perPassage);
    }

    @Test
    void foretellsBetterThanFrequencies() {
        double[] byModel = row("model");
        double[] byFrequency = row("frequency alone");
        assertThat(byModel[0]).isLessThan(1).isCloseTo(byModel[1] / Math.log(2), within(2e-3));
        assertThat(byFrequency[0]).isBetween(3.5, 4.5);
        assertThat(byModel[2]).isGreaterThan(80);
        assertThat(training.out())
                .contains("The model needs %.0f %% fewer bits than the frequencies of the characters.\n"
                        .formatted(100 * (1 - byModel[1] / byFrequency[1])));
    }

    private double[] row(String name) {
        Matcher matcher = Pattern.compile("(?m)^  " + name + " +(\\S+) +(\\S+) +(\\S+) %$")
                .matcher(training.out());
        assertThat(matcher.find()).as(training.out()).isTrue();
        return new double[] {
            Double.parseDouble(matcher.group(1)),
            Double.parseDouble(matcher.group(2)),
            Double.parseDouble(matcher.group(3))
        };
    }

    @Test
    void writesTheModelAPageAndItsOptions() throws Exception {
        assertThat(CommandRun.filesIn(folder))
                .contains("tales.keras", "tales-learning-curve.png", "tales-report.html", "tales-train.json")
                .noneMatch(name -> name.startsWith(".gru4j"));
        assertThat(training.out())
                .endsWith(folder.resolve("tales-learning-curve.png") + ", " + folder.resolve("tales-report.html")
                        + " and " + folder.resolve("tales-train.json") + "\n");
        String page = Files.readString(folder.resolve("tales-report.html"));
        assertThat(page)
                .contains("<h1>Model of tales.txt</h1>", "<h2>Learning curve</h2>", "<h2>Hidden units</h2>")
                .contains("<h2>Text by the model, at temperature 0.7</h2>", "embedding (Embedding)", "Seed      2\n")
                .doesNotContain("http", "<script");
        assertThat(page.split("data:image/png;base64,iVBOR")).hasSize(3);
    }

    @Test
    void fileKnowsItsCharacters() {
        TextNotes notes = TextNotes.of(KerasFiles.describe(model).notes()).orElseThrow();
        assertThat(notes.characters()).hasToString(KNOWN);
        assertThat(notes.beginning()).isEqualTo("\n");
        assertThat(CommandRun.of("inspect", model).out())
                .contains("\n Trained on     a text of ", " characters\n Writes         \\u000a acdef");
        assertThat(CommandRun.of("predict", model, data).err())
                .isEqualTo("gru4j: " + model
                        + ": continues texts and reads no tables. Let it write with: gru4j generate " + model + "\n");
    }

    @Test
    void evaluateRepeatsTheScoresOfTheTest() throws Exception {
        CommandRun same = CommandRun.of("evaluate", model, data, "--test-split", 0.05);
        assertThat(same.code()).as(same.err()).isZero();
        String scores = training.out()
                .substring(training.out().indexOf("Test part"), training.out().indexOf("Wrote"));
        assertThat(same.out()).endsWith("\n" + scores.replace("Test part", "Evaluation"));
        Path other = Files.writeString(folder.resolve("other.txt"), "the cat\nis ill");
        assertThat(CommandRun.of("evaluate", model, other).out())
                .contains("\nEvaluation: 13 characters, each from those before it\n");
        Files.writeString(other, "the Cat");
        assertThat(CommandRun.of("evaluate", model, other).err())
                .isEqualTo("gru4j: " + other + ": has the character 'C', which the model does not know. It knows"
                        + " \\u000a acdefghilmnorstwyö🐱\n");
        Files.writeString(other, "t");
        assertThat(CommandRun.of("evaluate", model, other).err())
                .isEqualTo("gru4j: other.txt: has 1 character, and one must come before the one to foretell.\n");
    }

    @Test
    void generateContinuesTheSeedText() {
        CommandRun greedy = generate("--seed-text", "a dog ", "--length", 14, "--temperature", 0);
        assertThat(greedy.code()).as(greedy.err()).isZero();
        assertThat(greedy.out()).isEqualTo("a dog loses the way" + greedy.out().substring(19));
        assertThat(greedy.out().codePointCount(0, greedy.out().length())).isEqualTo(6 + 14 + 1);
        assertThat(generate("--seed-text", "the cat 🐱", "--length", 6, "--temperature", 0)
                        .out())
                .isEqualTo("the cat 🐱 finds\n");
    }

    @Test
    void likeliestTextIsThatOfWholeSequences() {
        Model loaded = KerasFiles.load(model);
        String text = "my fr";
        for (int i = 0; i < 8; i++) {
            float[] ids = new float[text.length()];
            for (int step = 0; step < ids.length; step++) {
                ids[step] = KNOWN.indexOf(text.charAt(step));
            }
            Tensor next = loaded.predict(Tensor.of(ids, 1, ids.length));
            int best = 0;
            for (int id = 1; id < 21; id++) {
                best = next.get(0, ids.length - 1, id) > next.get(0, ids.length - 1, best) ? id : best;
            }
            text += KNOWN.charAt(best);
        }
        assertThat(generate("--seed-text", "my fr", "--length", 8, "--temperature", 0)
                        .out())
                .isEqualTo(text + "\n");
    }

    @Test
    void sameSeedWritesTheSameText() {
        String text = generate("--length", 200, "--seed", 5).out();
        assertThat(generate("--length", 200, "--seed", 5).out()).isEqualTo(text);
        assertThat(generate("--length", 200, "--seed", 6).out()).isNotEqualTo(text);
        assertThat(text.codePointCount(0, text.length()))
                .as("the new line with which it begins is not shown")
                .isEqualTo(201);
    }

    @Test
    void generateNamesWhatItCannotDo() {
        Object[][] cases = {
            {"--temperature must be a number from 0, but is -0.5.", "--temperature", -0.5},
            {"--temperature must be a number from 0, but is NaN.", "--temperature", "NaN"},
            {"--temperature must be a number from 0, but is Infinity.", "--temperature", "Infinity"},
            {"--length must be at least 1, but is 0.", "--length", 0},
            {"--seed-text must have a character at least.", "--seed-text", ""},
            {
                "--seed-text has the character 'q', which the model does not know. It knows"
                        + " \\u000a acdefghilmnorstwyö🐱",
                "--seed-text",
                "the quick"
            },
        };
        for (Object[] one : cases) {
            CommandRun run = generate(one[1], one[2]);
            assertThat(run.err()).isEqualTo("gru4j: " + one[0] + "\n");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void generateNeedsAModelOfTexts() {
        Path other = folder.resolve("without.keras");
        Sequential plain = Sequential.of(
                Input.of(-1),
                Embedding.of(3, 2),
                GRU.builder(2).returnSequences(true).build(),
                Dense.of(3));
        KerasFiles.save(plain, other);
        assertThat(CommandRun.of("generate", other).err())
                .isEqualTo("gru4j: " + other + ": does not say which characters it knows, only files of"
                        + " 'gru4j train --task text' do.\n");
        TextNotes notes = TextNotes.of(KerasFiles.describe(model).notes()).orElseThrow();
        KerasFiles.save(plain, other, notes.toFile());
        assertThat(CommandRun.of("generate", other).err())
                .isEqualTo("gru4j: " + other + ": takes 1 number and gives 3, but its notes name 21 characters.\n");
    }

    @Test
    void runIsRepeatedFromTheFileThatItWrote() throws Exception {
        Path written = folder.resolve("tales-train.json");
        assertThat(Files.readString(written))
                .contains("\"task\" : \"text\"", "\"window\" : 25", "\"validation-split\" : 0.05")
                .doesNotContain("horizon", "bidirectional", "missing");
        Path again = folder.resolve("again.keras");
        CommandRun run = CommandRun.of("train", "--config", written, "--out", again);
        assertThat(run.code()).as(run.err()).isZero();
        List<Tensor> expected = KerasFiles.load(model).getWeights();
        List<Tensor> weights = KerasFiles.load(again).getWeights();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(weights.get(i).floats()).isEqualTo(expected.get(i).floats());
        }
    }

    private void fails(String message, byte[] text, Object... options) throws Exception {
        Path file = Files.write(folder.resolve("bad.txt"), text);
        Object[] args = new Object[options.length + 6];
        Object[] given = {"train", file, "--task", "text", "--out", folder.resolve("bad.keras")};
        System.arraycopy(given, 0, args, 0, given.length);
        System.arraycopy(options, 0, args, given.length, options.length);
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEqualTo("gru4j: " + message.replace("FILE", file.toString()) + "\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(folder.resolve("bad.keras")).doesNotExist();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textsThatTeachNothingAreNamed() throws Exception {
        fails("FILE: is empty.", new byte[0]);
        fails("FILE: is empty.", utf8("\uFEFF"));
        fails(
                "bad.txt: has 40 characters, but at least 113 are needed: the training part must hold a window and the"
                        + " character after it (--window 100). Use a smaller --window or a longer text.",
                utf8("some words".repeat(4)));
        fails("bad.txt: every character is '↵', so there is nothing to learn.", utf8("\n".repeat(400)));
        fails(
                "FILE: is not text in UTF-8: byte 3 is not part of a character. Convert it, as with: iconv -f latin1 -t"
                        + " utf-8.",
                "größer".getBytes(StandardCharsets.ISO_8859_1));
        fails(
                "FILE: is not text in UTF-8: byte 2 is not part of a character. Convert it, as with: iconv -f latin1 -t"
                        + " utf-8.",
                new byte[] {'a', (byte) 0xF0, (byte) 0x9F});
    }

    @Test
    void optionsMustFitTheTask() throws Exception {
        fails("--target is for --task forecast, but the task is text.", utf8("ab"), "--target", "x");
        fails(
                "--bidirectional is for --task forecast or classify, but the task is text.",
                utf8("ab"),
                "--bidirectional");
        fails("--query is for --task forecast or classify, but the task is text.", utf8("ab"), "--query", "select 1");
        fails("--embedding must be at least 1, but is 0.", utf8("ab"), "--embedding", 0);
        fails("--window must be at least 1, but is 0.", utf8("ab"), "--window", 0);
        assertThat(CommandRun.of("train", "--task", "text").err())
                .isEqualTo("gru4j: DATA is missing: name a text file.\n");
        assertThat(CommandRun.of("train", data, "--embedding", 8, "--target", "x")
                        .err())
                .isEqualTo("gru4j: --embedding is for --task text, but the task is forecast.\n");
        Path none = folder.resolve("none.txt");
        assertThat(CommandRun.of("train", none, "--task", "text", "--out", folder.resolve("n.keras"))
                        .err())
                .isEqualTo("gru4j: " + none + ": there is no such file.\n");
        assertThat(CommandRun.of("train", folder, "--task", "text", "--out", folder.resolve("n.keras"))
                        .err())
                .isEqualTo("gru4j: " + folder + ": is a folder. Name a text file.\n");
    }
}
