package io.github.gru4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.model.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EpochProgressTest {

    private static String run(boolean interactive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (EpochProgress progress = new EpochProgress(err, interactive, 12)) {
            progress.onTrainBegin(
                    TrainingRun.of(Sequential.of(Input.of(1), Dense.of(1)), FitOptions.epochs(12), OptionalInt.of(2)));
            for (int epoch = 0; epoch < 2; epoch++) {
                progress.onEpochBegin(epoch);
                progress.onTrainBatchEnd(0, Map.of("loss", 0.75));
                progress.onTrainBatchEnd(1, Map.of("loss", 0.5));
                progress.onEpochEnd(epoch, Map.of("loss", 0.5, "val_loss", 0.00125));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void oneLineForEachEpoch() {
        assertThat(run(false)).isEqualTo("""
                        Epoch  1/12  loss 0.5000  validation loss 1.25e-03
                        Epoch  2/12  loss 0.5000  validation loss 1.25e-03
                        """);
    }

    @Test
    void onATerminalABarThatLeavesTheLine() {
        assertThat(run(true))
                .contains("\r")
                .doesNotContain("\n\n")
                .contains("Epoch  1/12  loss 0.5000  validation loss 1.25e-03\n")
                .endsWith("Epoch  2/12  loss 0.5000  validation loss 1.25e-03\n");
    }
}
