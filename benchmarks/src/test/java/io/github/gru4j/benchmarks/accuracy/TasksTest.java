package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.data.SequencePadding;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.BinaryCrossentropy;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {

    private static final Callback NOBODY = new Callback() {};

    @Test
    void shortAddingProblemIsLearned() {
        Score score = new AddingProblem(4, 16, 2).run(1, NOBODY);

        assertThat(score.trivial()).isCloseTo(0.1667, within(1e-4));
        assertThat(score.value()).isLessThan(0.5 * score.trivial());
        assertThat(score.updates()).isEqualTo(400);
        assertThat(score.weights()).isEqualTo(3 * 16 * (2 + 16 + 2) + 16 + 1);
    }

    @Test
    void sameSeedGivesTheSameScore() {
        AddingProblem task = new AddingProblem(4, 4, 1);

        assertThat(task.run(7, NOBODY)).isEqualTo(task.run(7, NOBODY)).isNotEqualTo(task.run(8, NOBODY));
    }

    @Test
    void shortCopyMemoryComesBelowGuessing() {
        Score score = new CopyMemory(2, 16, 2).run(1, NOBODY);

        assertThat(score.trivial()).isCloseTo(10 * Math.log(8) / 22, within(1e-12));
        assertThat(score.value()).isLessThan(Math.log(10));
    }

    @Test
    void mackeyGlassForecastBeatsTheMean() {
        assertThat(new MackeyGlassForecast(4, 1).run(1, NOBODY).value()).isBetween(0.0, 0.9);
    }

    @Test
    void nextChordsOfARoundBecomeMoreLikely() {
        Score score = new NextChord(chorales(), 8, 40).run(1, NOBODY);

        assertThat(score.value()).isLessThan(0.5 * JsbChorales.KEYS * Math.log(2));
    }

    @Test
    void trivialPredictorOfChordsKnowsHowOftenAKeySoundsInTheTraining() {
        JsbChorales chorales = JsbChorales.read(
                "small.json",
                "{\"keys\":88,\"train\":[[[7],[0],[1]]],\"valid\":[[[1],[2]]],\"test\":[[[1],[0]],[[2],[3]]]}");

        // Keys 0 and 1 have (1 + 1) / (2 + 2), the others (0 + 1) / (2 + 2).
        double first = 2 * Math.log(2) - 86 * Math.log(0.75);
        double second = 2 * Math.log(2) - 85 * Math.log(0.75) + Math.log(4);
        assertThat(new NextChord(chorales, 1, 1).frequencies()).isCloseTo((first + second) / 2, within(1e-9));
    }

    @Test
    void maskedLossOfABatchIsTheScoreOfItsSequencesAlone() {
        JsbChorales chorales = chorales();
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, JsbChorales.KEYS),
                Masking.of(-1),
                GRU.builder(5).returnSequences(true).build(),
                Dense.builder(JsbChorales.KEYS).activation("sigmoid").build());
        model.compile(SGD.of(0.1), BinaryCrossentropy.of());
        SequencePadding padding = SequencePadding.post().value(-1).targetValue(0);

        double loss = model.evaluate(NextChord.whole(chorales.train(), padding)).get("loss");

        assertThat(NextChord.nats(model, chorales.train())).isCloseTo(88 * loss, within(1e-4));
    }

    @Test
    void argumentsChooseTasks(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("jsb.json");
        Files.writeString(file, "{\"keys\":88,\"train\":[[[1],[2]]],\"valid\":[[[1],[2]]],\"test\":[[[1],[2]]]}");

        assertThat(Main.parse(List.of()).names()).containsExactly("adding", "copy", "mackey-glass");
        assertThat(Main.parse(List.of("--jsb", file.toString())).names())
                .containsExactly("adding", "copy", "mackey-glass", "jsb");
        assertThat(Main.parse(List.of("--only", "copy", "--seed", "3")).names()).containsExactly("copy");
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertRefused("Main: unknown option. Received: --fast. See --help.", "--fast");
        assertRefused("Main: --seed needs a value. See --help.", "--seed");
        assertRefused("Main: --seed must be a whole number. Received: x.", "--seed", "x");
        assertRefused(
                "Main: --only must be one of [adding, copy, mackey-glass]. Received: jsb. Add --jsb FILE.",
                "--only",
                "jsb");
    }

    private static void assertRefused(String message, String... args) {
        assertThatThrownBy(() -> Main.parse(List.of(args))).hasMessage(message);
    }

    /** Chorales of 6 to 12 steps, in which one key after another of four sounds. */
    private static JsbChorales chorales() {
        Generator generator = new Generator(1);
        List<List<Tensor>> splits = new ArrayList<>();
        for (int split = 0; split < 3; split++) {
            List<Tensor> rolls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int start = generator.nextInt(4);
                Tensor roll = Tensor.zeros(6 + generator.nextInt(7), JsbChorales.KEYS);
                for (int step = 0; step < roll.dim(0); step++) {
                    roll.set(1, step, 40 + (start + step) % 4);
                }
                rolls.add(roll);
            }
            splits.add(rolls);
        }
        return new JsbChorales(splits.get(0), splits.get(1), splits.get(2));
    }
}
