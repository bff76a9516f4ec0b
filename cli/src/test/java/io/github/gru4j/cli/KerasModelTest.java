package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that Keras 3.16 wrote (golden models of seed 1), with the inputs and outputs that it gave them. */
class KerasModelTest {

    @TempDir
    Path folder;

    private Path model;
    private Path io;

    @BeforeEach
    void copy() throws IOException {
        model = copy("gru_dense.keras");
        io = copy("gru_dense.json");
    }

    private Path copy(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = getClass().getResourceAsStream("/verify/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @Test
    void verifyAgreesWithKeras() {
        CommandRun run = CommandRun.of("verify", model, io);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .matches("Maximum absolute difference: \\S+ \\(tolerance 1\\.0e-5\\): the outputs agree\n");
        CommandRun exact = CommandRun.of("verify", model, io, "--tolerance", "1e-12");
        assertThat(exact.code()).isEqualTo(1);
        assertThat(exact.out()).endsWith("(tolerance 1.0e-12): the outputs differ\n");
    }

    @Test
    void statefulModelIsCalledOnceForEachExpectedOutput() throws IOException {
        CommandRun run = CommandRun.of("verify", copy("gru_stateful.keras"), copy("gru_stateful.json"));
        assertThat(run.code()).as(run.err() + run.out()).isZero();
    }

    @Test
    void inspectCountsAsKerasDoes() {
        assertThat(CommandRun.of("inspect", model).out()).isEqualTo("""
                        Model: "sequential"
                        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                        │ gru (GRU)                       │ (None, 4)              │           108 │
                        ├─────────────────────────────────┼────────────────────────┼───────────────┤
                        │ dense (Dense)                   │ (None, 2)              │            10 │
                        └─────────────────────────────────┴────────────────────────┴───────────────┘
                         Total params: 356 (1.39 KB)
                         Trainable params: 118 (472.00 B)
                         Non-trainable params: 0 (0.00 B)
                         Optimizer params: 238 (956.00 B)

                         File           %s (25.26 KB, format keras)
                         Keras version  3.16.0
                         Saved on       2026-11-22@10:38:57
                         Written by     Keras
                         Compiled with  adam, mean_squared_error, mae
                        """.formatted(model));
    }

    @Test
    void predictReadsTheNumericColumnsInFileOrderAndGivesWhatKerasGave() throws IOException {
        JsonNode golden = JsonMapper.shared().readTree(Files.readAllBytes(io));
        JsonNode window = golden.path("inputs").path(0).path(1);
        StringBuilder table = new StringBuilder("name,a,b,c\n");
        window.forEach(row -> table.append("x," + row.path(0) + "," + row.path(1) + "," + row.path(2) + "\n"));
        Path data = Files.writeString(folder.resolve("data.csv"), table);
        Path out = folder.resolve("out.csv");
        CommandRun run = CommandRun.of("predict", model, data, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("row,prediction_1,prediction_2");
        String[] cells = lines.get(1).split(",");
        JsonNode expected = golden.path("outputs").path(0).path(1);
        assertThat(cells[0]).isEqualTo(String.valueOf(window.size() + 1));
        assertThat(Float.parseFloat(cells[1])).isCloseTo(expected.path(0).floatValue(), within(1e-5f));
        assertThat(Float.parseFloat(cells[2])).isCloseTo(expected.path(1).floatValue(), within(1e-5f));
    }

    @Test
    void streamGivesWhatKerasGaveAtTheEndOfTheWindow() throws IOException {
        JsonNode golden = JsonMapper.shared().readTree(Files.readAllBytes(io));
        StringBuilder lines = new StringBuilder();
        golden.path("inputs").path(0).path(2).forEach(row -> lines.append(row).append('\n'));
        CommandRun run = CommandRun.withInput(lines.toString(), "stream", model);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode last = JsonMapper.shared()
                .readTree(run.out().lines().reduce((a, b) -> b).orElseThrow());
        JsonNode expected = golden.path("outputs").path(0).path(2);
        assertThat(last.path(0).floatValue()).isCloseTo(expected.path(0).floatValue(), within(1e-5f));
        assertThat(last.path(1).floatValue()).isCloseTo(expected.path(1).floatValue(), within(1e-5f));
    }
}
