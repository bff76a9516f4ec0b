package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AddingProblemTest {

    private static final AddingProblem PROBLEM = new AddingProblem(21, 4, 1);

    @Test
    void targetIsTheSumOfTheTwoMarkedNumbers() {
        for (Element sample : PROBLEM.samples(1).take(200)) {
            Tensor x = sample.inputs().get(0);
            double sum = 0;
            for (int step = 0; step < 21; step++) {
                assertThat(x.get(step, 0)).isBetween(0.0, 1.0);
                sum += x.get(step, 1) * x.get(step, 0);
            }
            assertThat(sample.targets().get(0).getAt(0)).isCloseTo(sum, within(1e-6));
        }
    }

    @Test
    void oneStepOfEachHalfIsMarkedAndEveryStepMayBe() {
        double[] marked = new double[21];
        for (Element sample : PROBLEM.samples(2).take(500)) {
            double[] marks = new double[2];
            for (int step = 0; step < 21; step++) {
                double mark = sample.inputs().get(0).get(step, 1);
                assertThat(mark).isIn(0.0, 1.0);
                marks[step < 10 ? 0 : 1] += mark;
                marked[step] += mark;
            }
            assertThat(marks).containsExactly(1, 1);
        }
        assertThat(marked).doesNotContain(0);
    }

    @Test
    void alwaysSayingOneHasASquaredErrorOfOneSixth() {
        double errors = 0;
        for (Element sample : PROBLEM.samples(3).take(20_000)) {
            errors += Math.pow(sample.targets().get(0).getAt(0) - 1, 2) / 20_000;
        }
        assertThat(errors).isCloseTo(1.0 / 6, within(0.005));
    }

    @Test
    void seedDecidesTheSamples() {
        assertThat(first(PROBLEM.samples(4)))
                .containsExactly(first(PROBLEM.samples(4)))
                .isNotEqualTo(first(PROBLEM.samples(5)));
    }

    private static float[] first(Dataset samples) {
        return samples.iterator().next().inputs().get(0).floats();
    }
}
