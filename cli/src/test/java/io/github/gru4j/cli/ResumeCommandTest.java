package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.keras.TrainingFiles;
import io.github.gru4j.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was interrupted from outside, and goes on. */
class ResumeCommandTest {

    private static final String COUNTLESS = "200000"; // epochs: more than fit before the signal comes

    @TempDir
    Path folder;

    private static List<String> command(Path data, Path model, String epochs) {
        return List.of(
                "train",
                data.toString(),
                "--target",
                "temperature",
                "--window",
                "5",
                "--units",
                "16",
                "--epochs",
                epochs,
                "--validation-split",
                "0",
                "--out",
                model.toString());
    }

    private static CommandRun run(List<String> command, String... further) {
        return CommandRun.of(
                Stream.concat(command.stream(), Arrays.stream(further)).toArray());
    }

    /** A command in a process of its own, on the kernels of this one. */
    private static Process start(List<String> command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-modules") || argument.startsWith("-Dgru4j."))
                .forEach(line::add);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Gru4j.class.getName()));
        line.addAll(command);
        return new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Stops a training in its third epoch or soon after, and says what it told the user. */
    private static List<String> stopped(List<String> command) throws Exception {
        Process process = start(command);
        List<String> lines = new ArrayList<>();
        try (BufferedReader err =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            boolean asked = false;
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                lines.add(line);
                if (!asked && line.matches("Epoch +2/.*")) {
                    // SIGTERM. A Ctrl-C takes the same way, but a process that a script put in the background ignores
                    // it.
                    process.toHandle().destroy();
                    asked = true;
                }
            }
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isEqualTo(128 + 15);
        return lines;
    }

    @Test
    void anInterruptedTrainingIsSavedAndSaysHowToGoOn() throws Exception {
        Path data = CommandRun.station(folder);
        Path model = folder.resolve("a model.keras");
        List<String> command = command(data, model, COUNTLESS);
        List<String> lines = stopped(command);
        Path saved = folder.resolve("a model.training");
        assertThat(lines.get(lines.size() - 2))
                .isEqualTo("gru4j: interrupted; the training so far is saved in " + saved + ". Go on with:");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("  gru4j train " + data + " --target temperature --window 5 --units 16 --epochs " + COUNTLESS
                        + " --validation-split 0 --out '" + model + "' --resume");
        assertThat(CommandRun.filesIn(folder)).containsExactly("a model.training", "station.csv");
        assertThat(TrainingFiles.load(saved).epoch()).isGreaterThanOrEqualTo(2);
        assertThat(TrainingFiles.notes(saved)).containsEntry("--window", "5").containsKey("data");

        // Once more: it goes on, and can be interrupted again.
        int before = TrainingFiles.load(saved).epoch();
        List<String> again = new ArrayList<>(command);
        again.add("--resume");
        Process process = start(again);
        try (BufferedReader err =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            String first = err.readLine();
            while (first != null && !first.startsWith("Epoch ")) { // what Java says of the Vector API
                first = err.readLine();
            }
            process.toHandle().destroy();
            assertThat(first).matches("Epoch +" + (before + 1) + "/" + COUNTLESS + " - .*");
            assertThat(err.lines()).last().asString().endsWith("' --resume"); // once, though it was given
        }
        process.waitFor();
        assertThat(TrainingFiles.load(saved).epoch()).isGreaterThan(before);
    }

    /** The command of a training that takes a moment. */
    private List<String> command(String task, Path model) throws IOException {
        if (task.equals("forecast")) {
            return command(CommandRun.station(folder), model, "30");
        }
        StringBuilder text = new StringBuilder("take,y,kind\n");
        for (int row = 0; row < 2000; row++) {
            int take = row / 20;
            text.append(take)
                    .append(',')
                    .append(row % (7 + take % 2))
                    .append(",k")
                    .append(take % 2)
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("data"), text);
        List<String> command = new ArrayList<>(List.of("train", data.toString(), "--task", task, "--units", "16"));
        command.addAll(List.of("--epochs", "30", "--recurrent-dropout", "0.1", "--out", model.toString()));
        command.addAll(
                task.equals("text")
                        ? List.of("--window", "20")
                        : List.of("--sequence-id", "take", "--label", "kind", "--class-weight", "balanced"));
        return command;
    }

    @ParameterizedTest
    @ValueSource(strings = {"forecast", "classify", "text"})
    void aTrainingThatGoesOnMakesTheModelOfOneThatWasNotInterrupted(String task) throws Exception {
        Path whole = folder.resolve("whole.keras");
        CommandRun expected = run(command(task, whole));
        assertThat(expected.code()).as(expected.err()).isZero();

        Path part = folder.resolve("part.keras");
        Path saved = folder.resolve("part.training");
        // What a crash leaves behind: no signal is heard. Should the process be done before it is killed, then once
        // more.
        for (int attempt = 0; attempt < 5 && !Files.exists(saved); attempt++) {
            Process process = start(command(task, part));
            try (BufferedReader err =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = err.readLine(); line != null; line = err.readLine()) {
                    if (line.matches("Epoch +2/30 .*")) {
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            process.waitFor();
        }
        assertThat(saved).exists();
        CommandRun refused = run(command(task, part));
        assertThat(refused.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(refused.err())
                .isEqualTo("gru4j: " + saved
                        + ": holds a training that was interrupted. Go on with --resume, or delete the"
                        + " file to begin anew.\n");
        CommandRun resumed = run(command(task, part), "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err().lines().toList().get(0))
                .doesNotContain("Epoch 1/30 ")
                .startsWith("Epoch ");
        assertThat(Files.exists(saved)).isFalse();
        List<Tensor> expectedWeights = KerasFiles.load(whole).getWeights();
        List<Tensor> weights = KerasFiles.load(part).getWeights();
        for (int i = 0; i < expectedWeights.size(); i++) {
            assertThat(weights.get(i).floats()).isEqualTo(expectedWeights.get(i).floats());
        }
        // The curve, the scores and all that is told but the time that it took.
        assertThat(told(resumed)).isEqualTo(told(expected).replace("whole", "part"));
        assertThat(Files.readAllBytes(folder.resolve("part-learning-curve.png")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole-learning-curve.png")));
    }

    private static String told(CommandRun run) {
        return run.out().replaceAll("training took [0-9.]+ s", "");
    }

    @Test
    void whatIsResumedMustBeTheSameTraining() throws Exception {
        Path data = CommandRun.station(folder);
        Path model = folder.resolve("model.keras");
        Path saved = folder.resolve("model.training");
        List<String> command = command(data, model, COUNTLESS);
        assertThat(run(command, "--resume").err())
                .isEqualTo("gru4j: " + saved
                        + ": there is no such file, so there is no interrupted training to --resume.\n");
        Files.writeString(saved, "nonsense");
        assertThat(run(command, "--resume").err())
                .isEqualTo(
                        "gru4j: " + saved
                                + ": must be the state of a training, which begins with \\x89GRU4JT. Received: another file.\n");
        Files.delete(saved);

        stopped(command);
        assertThat(run(command, "--resume", "--seed", "3").err())
                .isEqualTo("gru4j: " + saved
                        + ": is of a training with other options: --seed was 0, but is 3. Repeat them with"
                        + " --resume.\n");
        List<String> rows = new ArrayList<>(Files.readAllLines(data));
        rows.set(1, rows.get(1).replaceFirst("[0-9.]+$", "99.5"));
        Files.write(data, rows);
        assertThat(run(command, "--resume").err())
                .isEqualTo("gru4j: " + saved + ": is of a training on other data. Give --resume the same data.\n");
    }
}
