package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Backend;
import org.junit.jupiter.api.Test;
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
        assertThat(run.out()).contains("Usage: gru4j", "train", "predict", "stream", "inspect", "verify", "Examples:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "predict", "stream", "inspect", "verify"})
    void everyCommandHasHelpWithAnExample(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: gru4j " + command).containsPattern("Examples?:\n  .*gru4j ");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }
}
