package io.github.gru4j.cli.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    private static final ConfusionMatrix MATRIX = ConfusionMatrix.of(
            List.of("a", "b", "c", "d"), new int[] {0, 0, 0, 0, 1, 1, 2}, new int[] {0, 0, 0, 1, 1, 0, 0});

    @Test
    void rowsAreTheTruthAndColumnsThePrediction() {
        assertThat(MATRIX.counts()).isDeepEqualTo(new int[][] {{3, 1, 0, 0}, {1, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 0}});
        assertThat(MATRIX.total()).isEqualTo(7);
        assertThat(MATRIX.support(0)).isEqualTo(4);
        assertThat(MATRIX.predicted(0)).isEqualTo(5);
    }

    @Test
    void scoresAreThoseOfTheirDefinitions() {
        assertThat(MATRIX.accuracy()).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(MATRIX.recall(0)).isEqualTo(0.75);
        assertThat(MATRIX.precision(0)).isCloseTo(3.0 / 5, within(1e-12));
        assertThat(MATRIX.recall(3)).isNaN();
        assertThat(MATRIX.precision(2)).isNaN();
        assertThat(MATRIX.balancedAccuracy())
                .as("a class that does not occur does not count")
                .isCloseTo((0.75 + 0.5 + 0) / 3, within(1e-12));
    }
}
