package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code gru4j stream --key}: a state per key, kept in a file. */
@Timeout(180)
class StreamCommandTest {

    @TempDir
    private Path folder;

    private Path model;
    private Path snapshot;

    @BeforeEach
    void save() {
        model = folder.resolve("model.keras");
        KerasFiles.save(Sequential.of(Input.of(3, 2), GRU.of(3), Dense.of(1)), model);
        snapshot = folder.resolve("keys.snapshot");
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    /** The answers of a stream without keys. */
    private List<String> alone(String... lines) {
        CommandRun run = CommandRun.withInput(lines(lines), "stream", model);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().lines().toList();
    }

    private static String prediction(String answer) {
        return answer.substring(answer.indexOf("\"prediction\""));
    }

    @Test
    void eachKeyOfJsonLinesHasAStateOfItsOwn() {
        CommandRun run = CommandRun.withInput(
                lines(
                        "{\"id\":\"a\",\"x\":1,\"y\":2}",
                        "{\"id\":7,\"x\":3,\"y\":4}",
                        "{\"x\":5,\"y\":6,\"id\":\"a\"}",
                        "",
                        "{\"id\":\"7\",\"x\":7,\"y\":8}",
                        "{\"id\":\"\\u00fc \\\"\",\"x\":1,\"y\":2}"),
                "stream",
                model,
                "--key",
                "id");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> answers = run.out().lines().toList();
        List<String> a = alone("{\"x\":1,\"y\":2}", "{\"x\":5,\"y\":6}");
        List<String> seven = alone("{\"x\":3,\"y\":4}", "{\"x\":7,\"y\":8}");
        assertThat(answers)
                .containsExactly(
                        "{\"id\":\"a\"," + prediction(a.get(0)),
                        "{\"id\":7," + prediction(seven.get(0)),
                        "{\"id\":\"a\"," + prediction(a.get(1)),
                        "{\"id\":\"7\"," + prediction(seven.get(1)),
                        "{\"id\":\"ü \\\"\"," + prediction(a.get(0)));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void eachKeyOfCsvHasAStateOfItsOwn() {
        CommandRun run = CommandRun.withInput(
                lines("x;id;y", "1;north;2", "3;\"s;outh\";4", "5;north;6"), "stream", model, "--key", "id");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> north = alone("1,2", "5,6");
        List<String> south = alone("3,4");
        assertThat(run.out().lines())
                .containsExactly(
                        "id;prediction",
                        "north;" + north.get(0),
                        "\"s;outh\";" + south.get(0),
                        "north;" + north.get(1));

        CommandRun numbered =
                CommandRun.withInput(lines("1,2,north", "3,4,17", "5,6,north"), "stream", model, "--key", "3");
        assertThat(numbered.out().lines())
                .containsExactly("north," + north.get(0), "17," + south.get(0), "north," + north.get(1));

        CommandRun headed = CommandRun.withInput(lines("who,x,y", "3,1,2"), "stream", model, "--key", "1");
        assertThat(headed.out().lines()).containsExactly("who,prediction", "3," + north.get(0));
    }

    @Test
    void keysGoOnFromTheSnapshot() throws IOException {
        String[] events = {"a,1,2", "b,3,4", "a,5,6", "c,1,2", "b,7,8", "a,9,1"};
        List<String> whole = CommandRun.withInput(lines(events), "stream", model, "--key", "1")
                .out()
                .lines()
                .toList();
        Path first = CommandRun.write(folder.resolve("first.csv"), events[0], events[1], events[2]);
        CommandRun one = CommandRun.of("stream", model, first, "--key", "1", "--snapshot", snapshot);
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.err()).isEqualTo(snapshot + ": 2 keys saved after 3 events.\n");
        Path second = CommandRun.write(folder.resolve("second.csv"), events[3], events[4], events[5]);
        CommandRun two =
                CommandRun.of("stream", model, second, "--key", "1", "--snapshot", snapshot, "--snapshot-every", "1");
        assertThat(two.err())
                .isEqualTo(snapshot + ": 2 keys restored.\n" + snapshot + ": 3 keys saved after 3 events.\n");
        List<String> both = new ArrayList<>(one.out().lines().toList());
        both.addAll(two.out().lines().toList());
        assertThat(both).isEqualTo(whole);
        assertThat(CommandRun.filesIn(folder))
                .containsExactly("first.csv", "keys.snapshot", "model.keras", "second.csv");
    }

    @Test
    void badLineStopsTheRunAndWhatCameBeforeIsSaved() {
        CommandRun run = CommandRun.withInput(
                lines("{\"id\":1,\"x\":1,\"y\":2}", "{\"id\":1,\"x\":NaN,\"y\":2}", "{\"id\":1,\"x\":1,\"y\":2}"),
                "stream",
                model,
                "--key",
                "id",
                "--snapshot",
                snapshot);
        assertThat(run.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.err())
                .isEqualTo(snapshot + ": 1 key saved after 1 event.\n"
                        + "gru4j: standard input: line 2: field 'x' is not a number: NaN.\n");
    }

    @Test
    void badLinesAreSkippedWhereTheUserSaysSo() {
        String[] events = {
            "{\"id\":1,\"x\":1,\"y\":2}",
            "{\"id\":1,\"x\":null,\"y\":2}",
            "{\"x\":1,\"y\":2}",
            "[1,2]",
            "{\"id\":[],\"x\":1,\"y\":2}",
            "{\"id\":1,\"x\":1}",
            "{\"id\":1,\"x\":3,\"y\":4}"
        };
        CommandRun run = CommandRun.withInput(lines(events), "stream", model, "--key", "id", "--on-error", "skip");
        assertThat(run.code()).isZero();
        List<String> good = alone("{\"x\":1,\"y\":2}", "{\"x\":3,\"y\":4}");
        assertThat(run.out().lines())
                .containsExactly("{\"id\":1," + prediction(good.get(0)), "{\"id\":1," + prediction(good.get(1)));
        String start = "gru4j: standard input: line ";
        assertThat(run.err().lines())
                .containsExactly(
                        start + "2: field 'x' is not a number: null. It is skipped.",
                        start + "3: field 'id', the key, is missing. It is skipped.",
                        start + "4: must be a JSON object with the key in its field 'id'. It is skipped.",
                        start + "5: field 'id', the key, is neither text nor a number: []. It is skipped.",
                        start + "6: has 1 value beside the key, but the model reads 2. It is skipped.",
                        "gru4j: 5 lines skipped of 7.");
    }

    @Test
    void badLinesOfCsvSayWhy() {
        CommandRun run = CommandRun.withInput(
                lines("id,x,y", ",1,2", "a,1", "a,1,z", "a,1,2"), "stream", model, "--key", "id", "--on-error", "skip");
        String start = "gru4j: standard input: line ";
        assertThat(run.err().lines())
                .containsExactly(
                        start + "2: the cell of the key is empty. It is skipped.",
                        start + "3: has 2 cells where the first line has 3. It is skipped.",
                        start + "4: 'cell 3' is not a number: 'z'. It is skipped.",
                        "gru4j: 3 lines skipped of 5.");
        assertThat(run.out().lines()).hasSize(2);
        fails(
                "standard input: line 1: the header has no column 'key'. Its columns are 'id', 'x', 'y'.",
                "id,x,y",
                "key");
        fails("standard input: line 1: has no cell 9 for the key, but 3 cells.", "1,2,3", "9");
        fails("standard input: line 1: has 1 cell beside the key, but the model reads 2.", "id,x", "id");
    }

    private void fails(String message, String input, String key) {
        CommandRun run = CommandRun.withInput(lines(input), "stream", model, "--key", key, "--on-error", "skip");
        assertThat(run.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
    }

    @Test
    void eventThatTheModelRefusesIsABadLine() {
        Path words = folder.resolve("words.keras");
        KerasFiles.save(Sequential.of(Input.of(Shape.UNKNOWN), Embedding.of(5, 3), GRU.of(2)), words);
        CommandRun run =
                CommandRun.withInput(lines("a,1", "a,9", "a,2"), "stream", words, "--key", "1", "--on-error=skip");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.err())
                .startsWith("gru4j: standard input: line 2: ")
                .contains("an event must be an integer from 0 to 4. Received: 9. It is skipped.\n");
        CommandRun keyless = CommandRun.withInput(lines("1", "9"), "stream", words);
        assertThat(keyless.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(keyless.err()).startsWith("gru4j: standard input: line 2: ");
    }

    @Test
    void snapshotOfAnotherModelIsTheUsersChoice() {
        CommandRun.withInput(lines("a,1,2"), "stream", model, "--key", "1", "--snapshot", snapshot);
        Path trained = folder.resolve("trained.keras");
        Sequential other = Sequential.of(Input.of(3, 2), GRU.of(3), Dense.of(1));
        other.weights().get(0).value().fill(0.3);
        KerasFiles.save(other, trained);
        CommandRun refused =
                CommandRun.withInput(lines("a,1,2"), "stream", trained, "--key", "1", "--snapshot", snapshot);
        assertThat(refused.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .isEqualTo("gru4j: " + snapshot + ": was saved with another model. Let its keys go on with"
                        + " --on-model-change keep, if only the weights differ, or begin anew with --on-model-change"
                        + " reset.\n");
        Path copy = folder.resolve("copy.snapshot");
        String anew = answer(trained, null, "reset");
        for (String change : List.of("keep", "reset")) {
            copy(snapshot, copy);
            assertThat(answer(trained, copy, change).equals(anew)).as(change).isEqualTo(change.equals("reset"));
        }
        Path wider = folder.resolve("wider.keras");
        KerasFiles.save(Sequential.of(Input.of(3, 2), GRU.of(4), Dense.of(1)), wider);
        CommandRun kept = CommandRun.withInput(
                lines("a,1,2"), "stream", wider, "--key=1", "--snapshot", snapshot, "--on-model-change=keep");
        assertThat(kept.code()).isEqualTo(ExitCodes.USER_ERROR);
    }

    private static void copy(Path from, Path to) {
        CommandRun.write(to);
        try {
            Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String answer(Path ofModel, Path from, String change) {
        CommandRun run = from == null
                ? CommandRun.withInput("a,1,2\n", "stream", ofModel, "--key", "1")
                : CommandRun.withInput(
                        "a,1,2\n", "stream", ofModel, "--key=1", "--snapshot", from, "--on-model-change", change);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void errorsNameWhatIsWrong() throws IOException {
        Files.writeString(snapshot, "no snapshot".repeat(10));
        CommandRun damaged = CommandRun.withInput("", "stream", model, "--key", "1", "--snapshot", snapshot);
        assertThat(damaged.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(damaged.err())
                .isEqualTo("gru4j: " + snapshot
                        + ", byte 0: the file must begin with the letters GRU4JKEY of a snapshot.\n");
        Path nowhere = folder.resolve("none").resolve("x");
        assertThat(CommandRun.withInput("", "stream", model, "--key=1", "--snapshot", nowhere)
                        .err())
                .isEqualTo("gru4j: " + nowhere + ": cannot be written, there is no folder '" + nowhere.getParent()
                        + "'.\n");
        assertThat(CommandRun.of("stream", model, nowhere).err())
                .isEqualTo("gru4j: " + nowhere + ": there is no such file.\n");
        assertThat(CommandRun.of("stream", model, "--snapshot", snapshot).err())
                .isEqualTo(
                        "gru4j: --snapshot keeps the states of keys. Name the field or column of the key with --key.\n");
        assertThat(CommandRun.of("stream", model, "--key", "1", "--snapshot-every", "0")
                        .err())
                .isEqualTo("gru4j: --snapshot-every must be 1 or more, but is 0.\n");
    }

    /** The process reads from a pipe that stays open, as after {@code tail -f}. */
    @Test
    void processThatIsAskedToEndSavesItsKeys() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gru4j.class.getName(),
                        "stream",
                        model.toString(),
                        "--key",
                        "1",
                        "--snapshot",
                        snapshot.toString())
                .start();
        try (BufferedWriter in =
                        new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedReader err =
                        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String event : List.of("a,1,2", "b,3,4", "a,5,6")) {
                in.write(event + "\n");
                in.flush();
                assertThat(out.readLine()).startsWith(event.substring(0, 2));
            }
            process.toHandle().destroy(); // SIGTERM; a Ctrl-C takes the same way
            assertThat(process.waitFor()).isEqualTo(128 + 15);
            assertThat(err.lines()).contains(snapshot + ": 2 keys saved after 3 events.");
        } finally {
            process.destroyForcibly();
        }
        CommandRun next = CommandRun.withInput("a,7,8\n", "stream", model, "--key", "1", "--snapshot", snapshot);
        assertThat(next.err()).startsWith(snapshot + ": 2 keys restored.\n");
    }
}
