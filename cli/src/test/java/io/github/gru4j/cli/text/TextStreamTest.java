package io.github.gru4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextStreamTest {

    private static final double[] PROBABILITIES = {0.6, 0.1, 0.3};

    /** Gives the same probabilities after every character. */
    private static Sequential constant() {
        Sequential model = Sequential.of(
                Input.of(-1),
                Embedding.of(3, 2),
                GRU.builder(2).returnSequences(true).build(),
                Dense.builder(3).activation("softmax").build());
        Tensor bias = Tensor.zeros(3);
        for (int id = 0; id < 3; id++) {
            bias.setAt(id, Math.log(PROBABILITIES[id]));
        }
        model.layers().get(3).setWeights(List.of(Tensor.zeros(2, 3), bias));
        return model;
    }

    private static double[] shares(double temperature) {
        TextStream stream = new TextStream(constant());
        stream.read(0);
        Generator random = new Generator(8);
        int[] counts = new int[3];
        for (int i = 0; i < 20_000; i++) {
            counts[stream.write(temperature, random)]++;
        }
        return Arrays.stream(counts).mapToDouble(count -> count / 20_000.0).toArray();
    }

    @Test
    void temperatureSharpensAndFlattens() {
        assertThat(shares(1)).containsExactly(PROBABILITIES, within(0.015));
        double sum = 0.36 + 0.01 + 0.09;
        assertThat(shares(0.5)).containsExactly(new double[] {0.36 / sum, 0.01 / sum, 0.09 / sum}, within(0.015));
        assertThat(shares(1e6)).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(0.015));
        assertThat(shares(0)).containsExactly(1, 0, 0);
        assertThat(shares(1e-300)).containsExactly(1, 0, 0);
    }

    @Test
    void scoresAreTheMeanLogarithmOfTheWholeSequence(@TempDir Path folder) throws Exception {
        Corpus corpus = Corpus.read(Files.writeString(folder.resolve("t.txt"), "abacbcab"));
        Sequential model = Sequential.of(
                Input.of(-1),
                Embedding.of(3, 4),
                GRU.builder(5).returnSequences(true).build(),
                Dense.builder(3).activation("softmax").build());
        TextNotes notes = TextNotes.of(corpus.characters(), corpus.counts(0, 5));
        TextScores scores = TextScores.of(model, notes, corpus, 1, 8);
        float[] ids = new float[6];
        for (int i = 0; i < 6; i++) {
            ids[i] = corpus.ids()[1 + i];
        }
        Tensor probabilities = model.predict(Tensor.of(ids, 1, 6));
        double nats = 0;
        int right = 0;
        for (int i = 0; i < 6; i++) {
            int next = corpus.ids()[2 + i];
            double given = probabilities.get(0, i, next);
            nats -= Math.log(given) / 6;
            boolean likeliest = given >= probabilities.get(0, i, 0)
                    && given >= probabilities.get(0, i, 1)
                    && given >= probabilities.get(0, i, 2);
            right += likeliest ? 1 : 0;
        }
        assertThat(scores.characters()).isEqualTo(6);
        assertThat(scores.model().nats()).isCloseTo(nats, within(1e-6));
        assertThat(scores.model().right()).isCloseTo(right / 6.0, within(1e-12));
        // The training part "abacb" has two a, two b and one c, and one more of each is counted.
        double expected = -(4 * Math.log(3 / 8.0) + 2 * Math.log(2 / 8.0)) / 6;
        assertThat(scores.frequency().nats()).isCloseTo(expected, within(1e-12));
        assertThat(scores.frequency().right()).isCloseTo(2 / 6.0, within(1e-12));
    }
}
