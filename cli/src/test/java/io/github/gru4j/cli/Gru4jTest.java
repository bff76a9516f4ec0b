package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Backend;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Gru4jTest {

    @Test
    void versionNamesTheJdkAndTheKernelsWithTheReason() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("gru4j ");
            assertThat(lines.get(1)).startsWith("JDK " + Runtime.version());
            assertThat(lines.get(2)).startsWith("Kernels: " + Backend.name()).contains(Backend.reason());
        });
    }

    @Test
    void withoutACommandItExplainsItself() {
        CommandRun run = CommandRun.of();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: gru4j", "Examples:");
        for (String command : List.of("train", "predict", "stream", "inspect", "convert", "verify", "conformance")) {
            assertThat(run.out()).containsPattern("\n  " + command + " +[A-Z][a-z]+s .{20}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "predict", "stream", "inspect", "convert", "verify", "conformance"})
    void everyCommandHasHelpWithAnExample(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: gru4j " + command).containsPattern("Examples?:\n  .*gru4j ");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void defectsHaveACodeOfTheirOwnAndNoStackTraceByThemselves(@TempDir Path folder) {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("a\nbroken pipe");
            }
        };
        for (boolean trace : new boolean[] {false, true}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Console console = new Console(
                    broken,
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false);
            String model = Models.small(folder).toString();
            int code =
                    trace ? Gru4j.run(console, "stream", model, "--stacktrace") : Gru4j.run(console, "stream", model);
            assertThat(code).isEqualTo(ExitCodes.DEFECT);
            String text = err.toString(StandardCharsets.UTF_8);
            if (trace) {
                assertThat(text).contains("\tat io.github.gru4j.cli.StreamCommand");
            } else {
                assertThat(text)
                        .isEqualTo("gru4j: unexpected IllegalStateException: a broken pipe. This is a defect of gru4j;"
                                + " --stacktrace shows where it happened.\n");
            }
        }
    }
}
