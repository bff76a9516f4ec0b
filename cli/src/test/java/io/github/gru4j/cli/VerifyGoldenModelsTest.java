package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.GoldenFiles.GoldenModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gru4j verify} on every model that Keras wrote, in every format that holds a whole model. */
class VerifyGoldenModelsTest {

    @TempDir
    Path folder;

    static List<GoldenModel> models() {
        return GoldenFiles.of(List.of(".keras", ".h5"));
    }

    @Test
    void noModelIsMissing() {
        assertThat(models()).hasSize(18 * 2 + 19 * 2 - 1); // there is no cudnn_gru.keras
    }

    @ParameterizedTest
    @MethodSource("models")
    void outputsAgreeWithKeras(GoldenModel model) {
        CommandRun run = CommandRun.of("verify", model.file(), model.io(folder));
        assertThat(run.code()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).endsWith(": the outputs agree\n");
    }
}
