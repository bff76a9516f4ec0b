package io.github.gru4j.cli.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    /** Row i has the features (i, 1000 + i) and the target i. */
    private static Frame counting(int rows) {
        float[][] x = new float[rows][];
        double[] y = new double[rows];
        boolean[] given = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            x[i] = new float[] {i, 1000 + i};
            y[i] = i;
            given[i] = true;
        }
        return new Frame(
                "test", List.of("a", "b"), List.of(new Target("a", y, given)), x, new long[rows], null, List.of());
    }

    @ParameterizedTest
    @CsvSource({"100,10,1,0.2,0.2", "100,10,7,0.2,0.2", "57,3,2,0.1,0.3", "50,5,1,0,0.5", "365,48,24,0.15,0.15"})
    void noTargetOfALaterPartIsSeenByAnEarlierOne(int rows, int window, int horizon, double validation, double test) {
        Frame frame = counting(rows);
        Split split = Split.of("test", rows, window, Horizons.of(horizon), validation, test);
        Windows windows = new Windows(frame, window, Horizons.of(horizon));
        int[][] parts = {
            windows.targetRows(0, split.trainEnd()),
            windows.targetRows(split.trainEnd(), split.validationEnd()),
            windows.targetRows(split.validationEnd(), rows)
        };
        int previousTarget = -1;
        for (int[] part : parts) {
            Tensor inputs = windows.inputs(part);
            for (int i = 0; i < part.length; i++) {
                assertThat(part[i]).as("targets ascend through the parts").isGreaterThan(previousTarget);
                previousTarget = part[i];
                assertThat(inputs.get(i, window - 1, 0))
                        .as("the newest input lies a horizon before the target")
                        .isEqualTo(part[i] - horizon);
                assertThat(inputs.get(i, 0, 1)).isEqualTo(1000 + part[i] - horizon - window + 1);
            }
        }
        assertThat(parts[0][0]).isEqualTo(window + horizon - 1);
        assertThat(parts[2][parts[2].length - 1]).isEqualTo(rows - 1);
        assertThat(IntStream.of(parts[0]).max().orElseThrow()).isEqualTo(split.trainEnd() - 1);
        assertThat(rows - split.validationEnd()).isEqualTo((int) Math.round(rows * test));
    }

    @Test
    void filledTargetsAreNoTargets() {
        Frame frame = counting(10);
        frame.targets().get(0).given()[7] = false;
        assertThat(new Windows(frame, 3, Horizons.of(1)).targetRows(5, 10)).containsExactly(5, 6, 8, 9);
    }

    @Test
    void windowBelongsToAPartWithAllItsTargets() {
        Frame frame = counting(20);
        Windows windows = new Windows(frame, 3, Horizons.parse("2,4"));
        assertThat(windows.targetRows(0, 9)).containsExactly(4, 5, 6);
        assertThat(windows.targetRows(9, 14)).containsExactly(9, 10, 11);
        frame.targets().get(0).given()[12] = false;
        assertThat(windows.targetRows(9, 14)).containsExactly(9, 11);
        assertThat(windows.inputs(new int[] {9}).get(0, 2, 0)).isEqualTo(7);
        assertThat(windows.targets(new int[] {9}, List.of(new Scale(1, 2))).floats())
                .containsExactly(4, 5);
    }

    @Test
    void leastNumberOfRowsIsReallyEnoughAndOneLessIsNot() {
        assertThatThrownBy(() -> Split.of("few.csv", 3, 5, Horizons.of(2), 0.25, 0.1))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "few.csv: has 3 rows, but at least 11 are needed: a window and its target take 7 (--window 5 +"
                                + " --horizon 2), and they must fit in the training part, which is what --validation-split 0.25"
                                + " and --test-split 0.1 leave of all rows. Use a smaller --window or more rows.");
        assertThat(Split.of("few.csv", 11, 5, Horizons.of(2), 0.25, 0.1).trainEnd())
                .isEqualTo(7);
        assertThatThrownBy(() -> Split.of("few.csv", 10, 5, Horizons.of(2), 0.25, 0.1))
                .isInstanceOf(UserError.class);
    }

    @Test
    void scaleIsThatOfTheTrainingPart() {
        Scale scale = Scale.of(new double[] {1, 3, 5, 7, 1e9}, 4);
        assertThat(scale.mean()).isEqualTo(4);
        assertThat(scale.deviation()).isEqualTo(Math.sqrt(5));
        assertThat(scale.standardise(4 + Math.sqrt(5))).isEqualTo(1);
        assertThat(Scale.of(new double[] {2, 2}, 2).deviation()).isEqualTo(1);
    }
}
