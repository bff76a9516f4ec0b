package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options from a file, and the file that every run writes. */
class TrainConfigTest {

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void data() {
        data = CommandRun.station(folder);
    }

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("train.json"), json);
    }

    @Test
    void optionsComeFromTheFileAndTheCommandLineGoesFirst() throws IOException {
        Path config = config("""
                {"data": "%s", "target": ["temperature", "humidity"], "horizon": "1..2", "window": 7, "units": [4, 3],
                 "epochs": 1, "bidirectional": true, "demo": false, "season": null, "out": "%s"}
                """.formatted(data, folder.resolve("one.keras")));
        CommandRun run = CommandRun.of("train", "--config", config, "--window", 5, "--seed", 3);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("'temperature', 'humidity' 1..2 rows ahead, from 5 rows of")
                .contains("Model     Bidirectional(GRU 4), Bidirectional(GRU 3), Dense 4, on ")
                .endsWith(folder.resolve("one-train.json") + "\n");
    }

    @Test
    void runIsRepeatedFromTheFileThatItWrote() throws IOException {
        Path first = folder.resolve("first.keras");
        CommandRun.of(
                "train", data, "--target", "temperature", "--epochs", 1, "--units", 3, "--window", 5, "--out", first);
        Path written = folder.resolve("first-train.json");
        assertThat(Files.readString(written))
                .contains("\"target\" : [ \"temperature\" ]", "\"window\" : 5", "\"units\" : [ 3 ]", "\"seed\" : 0")
                .contains("\"bidirectional\" : false", "\"missing\" : \"error\"", "\"horizon\" : \"1\"")
                .doesNotContain("config", "help", "stacktrace", "class-weight");
        Path second = folder.resolve("second.keras");
        CommandRun again = CommandRun.of("train", "--config=" + written, "--out", second);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(KerasFiles.load(second).getWeights().get(3).floats())
                .isEqualTo(KerasFiles.load(first).getWeights().get(3).floats());
    }

    private void fails(String message, String json) throws IOException {
        Path config = config(json);
        CommandRun run = CommandRun.of("train", "--config", config);
        assertThat(run.err()).isEqualTo("gru4j: " + message.replace("FILE", config.toString()) + "\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void whatIsNoConfigurationIsNamed() throws IOException {
        fails("FILE: there is no option 'windw'. Did you mean 'window'?", "{\"windw\": 5}");
        fails("FILE: there is no option 'config'.", "{\"config\": \"other.json\"}");
        fails("FILE: must hold one JSON object, such as {\"target\": \"x\", \"window\": 24}.", "[1]");
        fails(
                "FILE: \"window\" must be a text, a number or a list of them, but is {\"rows\":5}.",
                "{\"window\": {\"rows\": 5}}");
        fails("FILE: \"window\" must be a text, a number or a list of them, but is true.", "{\"window\": true}");
        fails("FILE: \"demo\" must be true or false, but is \"yes\".", "{\"demo\": \"yes\"}");
        fails("DATA is missing: name a CSV, Parquet or JSON file, or try --demo.", "{\"target\": \"x\"}");
        CommandRun missing = CommandRun.of("train", "--config", folder.resolve("none.json"));
        assertThat(missing.err())
                .isEqualTo("gru4j: " + folder.resolve("none.json")
                        + ": cannot be read, there is no such file or no permission.\n");
    }
}
