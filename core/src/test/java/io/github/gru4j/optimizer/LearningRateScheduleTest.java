package io.github.gru4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where schedules begin, turn and end, and what they refuse. */
class LearningRateScheduleTest {

    /** A few roundings of numbers of at most 1 in double. */
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    @Test
    void schedulesWithoutARestartEndWhereTheySay() {
        long late = 1_000_000_000_000L;
        assertThat(ExponentialDecay.of(0.5, 10, 0.1).learningRate(late)).isZero();
        assertThat(InverseTimeDecay.of(0.5, 10, 1).learningRate(90)).isEqualTo(0.05);
        assertThat(PolynomialDecay.of(0.5, 10).learningRate(late)).isEqualTo(0.0001);
        assertThat(CosineDecay.of(0.5, 10).learningRate(late)).isZero();
        assertThat(CosineDecay.of(0.1, 10).withAlpha(0.25).withWarmup(0.4, 5).learningRate(late))
                .isCloseTo(0.1, EXACT);
        assertThat(PiecewiseConstantDecay.of(new long[] {10}, new double[] {0.5, 0.125})
                        .learningRate(late))
                .isEqualTo(0.125);
    }

    @Test
    void aWarmupIsAStraightLineToItsTarget() {
        CosineDecay schedule = CosineDecay.of(0.1, 10).withWarmup(0.5, 4);
        assertThat(schedule.learningRate(0)).isEqualTo(0.1);
        assertThat(schedule.learningRate(2)).isCloseTo(0.3, EXACT);
        assertThat(schedule.learningRate(4)).isEqualTo(0.5);
        assertThat(schedule.learningRate(9)).isCloseTo(0.25, EXACT);
        assertThat(CosineDecay.of(0.1, 10).withWarmup(0.5, 0).learningRate(0)).isEqualTo(0.5);
    }

    @Test
    void aBoundaryBelongsToTheValueBeforeIt() {
        PiecewiseConstantDecay schedule = PiecewiseConstantDecay.of(new long[] {2, 5}, new double[] {3, 2, 1});
        assertThat(List.of(schedule.learningRate(2), schedule.learningRate(3), schedule.learningRate(5)))
                .containsExactly(3.0, 2.0, 2.0);
        assertThat(schedule.learningRate(6)).isEqualTo(1);
    }

    /** The rule of the class, period by period; logarithms are off at some starts of a period when tMul is 3 or 5. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1.25, 2, 3, 5})
    void everyPeriodStartsAtItsFullHeight(double tMul) {
        CosineDecayRestarts schedule = new CosineDecayRestarts(1, 4, tMul, 0.5, 0);
        double start = 0;
        double length = 4;
        double height = 1;
        for (int period = 0; period < 9; period++) {
            for (long step = (long) Math.ceil(start); step < start + length && step < start + 40; step++) {
                double expected = height * 0.5 * (1 + Math.cos(Math.PI * (step - start) / length));
                assertThat(schedule.learningRate(step)).as("step " + step).isCloseTo(expected, EXACT);
            }
            start += length;
            length *= tMul;
            height *= 0.5;
        }
    }

    @Test
    void argumentsAreChecked() {
        refused(
                () -> ExponentialDecay.of(-0.1, 1, 1),
                "ExponentialDecay: initialLearningRate must be a number of 0 or more. Received: initialLearningRate=-0.1.");
        refused(
                () -> ExponentialDecay.of(0.1, 0, 1),
                "ExponentialDecay: decaySteps must be a positive number. Received: decaySteps=0.0.");
        refused(
                () -> ExponentialDecay.of(0.1, 1, -1),
                "ExponentialDecay: decayRate must be a number of 0 or more. Received: decayRate=-1.0.");
        refused(
                () -> InverseTimeDecay.of(Double.NaN, 1, 1),
                "InverseTimeDecay: initialLearningRate must be a number of 0 or more. Received: initialLearningRate=NaN.");
        refused(
                () -> InverseTimeDecay.of(0.1, -1, 1),
                "InverseTimeDecay: decaySteps must be a positive number. Received: decaySteps=-1.0.");
        refused(
                () -> InverseTimeDecay.of(0.1, 1, -1),
                "InverseTimeDecay: decayRate must be a number of 0 or more. Received: decayRate=-1.0.");
        refused(
                () -> PolynomialDecay.of(0.1, Double.POSITIVE_INFINITY),
                "PolynomialDecay: decaySteps must be a positive number. Received: decaySteps=Infinity.");
        refused(
                () -> new PolynomialDecay(-1, 1, 0.1, 1, false),
                "PolynomialDecay: initialLearningRate must be a number of 0 or more. Received: initialLearningRate=-1.0.");
        refused(
                () -> new PolynomialDecay(0.1, 1, -1, 1, false),
                "PolynomialDecay: endLearningRate must be a number of 0 or more. Received: endLearningRate=-1.0.");
        refused(
                () -> new PolynomialDecay(0.1, 1, 0.1, 0, false),
                "PolynomialDecay: power must be a positive number. Received: power=0.0.");
    }

    @Test
    void argumentsOfCosinesAndStepsAreChecked() {
        refused(
                () -> CosineDecay.of(-1, 1),
                "CosineDecay: initialLearningRate must be a number of 0 or more. Received: initialLearningRate=-1.0.");
        refused(
                () -> CosineDecay.of(0.1, 0),
                "CosineDecay: decaySteps must be a positive number. Received: decaySteps=0.0.");
        refused(
                () -> CosineDecay.of(0.1, 1).withAlpha(-1),
                "CosineDecay: alpha must be a number of 0 or more. Received: alpha=-1.0.");
        refused(
                () -> CosineDecay.of(0.1, 1).withWarmup(-1, 1),
                "CosineDecay: warmupTarget must be a number of 0 or more. Received: warmupTarget=-1.0.");
        refused(
                () -> CosineDecay.of(0.1, 1).withWarmup(1, -1),
                "CosineDecay: warmupSteps must be a number of 0 or more. Received: warmupSteps=-1.0.");
        refused(
                () -> CosineDecayRestarts.of(-1, 1),
                "CosineDecayRestarts: initialLearningRate must be a number of 0 or more."
                        + " Received: initialLearningRate=-1.0.");
        refused(
                () -> CosineDecayRestarts.of(0.1, 0),
                "CosineDecayRestarts: firstDecaySteps must be a positive number. Received: firstDecaySteps=0.0.");
        refused(
                () -> new CosineDecayRestarts(0.1, 1, 0.5, 1, 0),
                "CosineDecayRestarts: tMul must be a number of 1 or more. Received: tMul=0.5.");
        refused(
                () -> new CosineDecayRestarts(0.1, 1, 1, -1, 0),
                "CosineDecayRestarts: mMul must be a number of 0 or more. Received: mMul=-1.0.");
        refused(
                () -> new CosineDecayRestarts(0.1, 1, 1, 1, -1),
                "CosineDecayRestarts: alpha must be a number of 0 or more. Received: alpha=-1.0.");
        refused(
                () -> PiecewiseConstantDecay.of(new long[] {}, new double[] {1}),
                "PiecewiseConstantDecay: values must be one more than boundaries, of which there is at least one."
                        + " Received: boundaries=[], values=[1.0].");
        refused(
                () -> PiecewiseConstantDecay.of(new long[] {2, 2}, new double[] {1, 2, 3}),
                "PiecewiseConstantDecay: boundaries must be numbers that increase. Received: boundaries=[2.0, 2.0].");
        refused(
                () -> PiecewiseConstantDecay.of(new long[] {2}, new double[] {1, -2}),
                "PiecewiseConstantDecay: values must be a number of 0 or more. Received: values=-2.0.");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
