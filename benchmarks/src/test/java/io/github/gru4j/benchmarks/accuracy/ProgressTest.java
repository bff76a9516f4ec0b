package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.model.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void everyEpochIsWrittenOverTheOneBefore() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), "copy");

        progress.onTrainBegin(TrainingRun.of(Sequential.of(Dense.of(1)), FitOptions.epochs(3), OptionalInt.empty()));
        progress.onEpochEnd(0, Map.of("loss", 0.0123456));
        progress.onEpochEnd(1, Map.of());
        progress.onTrainEnd(Map.of());

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith("\rcopy: epoch 1 of 3\rcopy: epoch 1 of 3, loss 0.012346, 0 s\rcopy: epoch 2 of 3, 0 s")
                .endsWith(" ".repeat(", loss 0.012346".length()) + System.lineSeparator());
    }

    @Test
    void lineOfTheTableSaysWhetherTheGoalIsReached() {
        Score score = new Score(0.00123456, 1.0 / 6, false, 100, 20);

        assertThat(Main.row(new AddingProblem(200, 8, 1), score, 3, 61.4, 20.6))
                .containsExactly(
                        "Adding problem, T=200",
                        "mean squared error",
                        "below 0.001",
                        "no",
                        "0.001235",
                        "0.1667",
                        "100",
                        "20",
                        "3",
                        "61",
                        "21");
    }
}
