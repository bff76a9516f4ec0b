package io.github.gru4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of the losses against central differences in double precision. */
class LossGradientTest {

    private static final double STEP = 1e-6;

    /** Targets and predictions of one kind, (3, 4, 2) or with class numbers (3, 4). */
    private record Case(String name, Function<Reduction, Loss> loss, Tensor yTrue, Tensor yPred) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Tensor random(long seed, DoubleUnaryOperator map) {
        Tensor tensor = Tensors.random(DType.FLOAT64, seed, 3, 4, 2);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, map.applyAsDouble(tensor.getAt(i)));
        }
        return tensor;
    }

    static Stream<Case> cases() {
        Tensor free = random(1, x -> 2 * x);
        Tensor other = random(2, x -> 2 * x);
        Tensor signs = random(3, Math::signum);
        Tensor binary = random(4, x -> x > 0 ? 1 : 0);
        Tensor positive = random(5, x -> 2 + x);
        Tensor probabilities = random(6, x -> 0.5 + 0.45 * x);
        Tensor otherProbabilities = random(7, x -> 0.5 + 0.45 * x);
        Tensor classes = Tensor.zeros(DType.FLOAT64, Shape.of(3, 4));
        for (int i = 0; i < classes.size(); i++) {
            classes.setAt(i, i % 5 == 0 ? 0 : 1);
        }
        return Stream.of(
                new Case("mean squared error", MeanSquaredError::of, free, other),
                new Case("mean absolute error", MeanAbsoluteError::of, free, other),
                new Case("percentage", MeanAbsolutePercentageError::of, free, other),
                new Case("logarithmic", MeanSquaredLogarithmicError::of, positive, free),
                new Case("huber", reduction -> Huber.of(0.8, reduction), free, other),
                new Case("log cosh", LogCosh::of, free, other),
                new Case("cosine", CosineSimilarity::of, free, other),
                new Case("hinge", Hinge::of, signs, other),
                new Case("hinge of 0 and 1", Hinge::of, binary, other),
                new Case("squared hinge", SquaredHinge::of, binary, other),
                new Case("poisson", Poisson::of, positive, probabilities),
                new Case("divergence", KLDivergence::of, probabilities, random(8, x -> 0.6 + 0.55 * x)),
                new Case(
                        "binary",
                        r -> smoothed(BinaryCrossentropy.builder(), false, r).build(),
                        binary,
                        probabilities),
                new Case(
                        "binary logits",
                        r -> smoothed(BinaryCrossentropy.builder(), true, r).build(),
                        binary,
                        free),
                new Case(
                        "focal",
                        r -> smoothed(BinaryFocalCrossentropy.builder(), false, r)
                                .gamma(2.5)
                                .applyClassBalancing(true)
                                .build(),
                        binary,
                        probabilities),
                new Case(
                        "focal logits",
                        r -> smoothed(BinaryFocalCrossentropy.builder(), true, r)
                                .build(),
                        binary,
                        free),
                new Case(
                        "focal of gamma 0",
                        r -> smoothed(BinaryFocalCrossentropy.builder(), false, r)
                                .gamma(0)
                                .build(),
                        binary,
                        probabilities),
                new Case(
                        "categorical",
                        r -> smoothed(CategoricalCrossentropy.builder(), false, r)
                                .build(),
                        otherProbabilities,
                        probabilities),
                new Case(
                        "categorical logits",
                        r -> smoothed(CategoricalCrossentropy.builder(), true, r)
                                .build(),
                        otherProbabilities,
                        free),
                new Case("sparse", r -> sparse(false, r), classes, probabilities),
                new Case("sparse logits", r -> sparse(true, r), classes, free));
    }

    private static <B extends CrossentropyBuilder<B>> B smoothed(B builder, boolean fromLogits, Reduction reduction) {
        return builder.fromLogits(fromLogits).labelSmoothing(0.1).reduction(reduction);
    }

    private static Loss sparse(boolean fromLogits, Reduction reduction) {
        return SparseCategoricalCrossentropy.builder()
                .fromLogits(fromLogits)
                .ignoreClass(0)
                .reduction(reduction)
                .build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsMatchDifferencesUnderWeightsMasksAndReductions(Case c) {
        Tensor perSequence = Tensor.of(new double[] {0.5, 2, 1.5}, 3);
        Tensor perStep = Tensors.random(DType.FLOAT64, 9, 3, 4);
        Mask mask = Mask.of(
                new boolean[][] {{true, true, false, false}, {false, false, false, false}, {true, false, true, true}});
        for (Reduction reduction : Reduction.values()) {
            Loss loss = c.loss.apply(reduction);
            for (@Nullable Tensor weight : Arrays.asList(null, perSequence, perStep)) {
                check(loss, c.yTrue, c.yPred, weight, null);
                check(loss, c.yTrue, c.yPred, weight, mask);
            }
        }
    }

    private static void check(Loss loss, Tensor yTrue, Tensor yPred, @Nullable Tensor weight, @Nullable Mask mask) {
        Tensor gradient = loss.gradient(yTrue, yPred, weight, mask);
        assertThat(gradient.shape()).isEqualTo(yPred.shape());
        boolean moves = false;
        for (int i = 0; i < yPred.size(); i++) {
            double value = yPred.getAt(i);
            yPred.setAt(i, value + STEP);
            double above = sum(loss, yTrue, yPred, weight, mask);
            yPred.setAt(i, value - STEP);
            double below = sum(loss, yTrue, yPred, weight, mask);
            yPred.setAt(i, value);
            double difference = (above - below) / (2 * STEP);
            moves |= difference != 0;
            assertThat(gradient.getAt(i)).isCloseTo(difference, within(1e-7 * Math.max(1, Math.abs(difference))));
        }
        assertThat(moves).isTrue();
    }

    private static double sum(Loss loss, Tensor yTrue, Tensor yPred, @Nullable Tensor weight, @Nullable Mask mask) {
        return loss.reduction() == Reduction.NONE
                ? Arrays.stream(loss.values(yTrue, yPred, weight, mask).doubles())
                        .sum()
                : loss.value(yTrue, yPred, weight, mask);
    }

    @ParameterizedTest
    @MethodSource("flats")
    void whereAValueIsConstantTheGradientIsZero(Loss loss, double yTrue, double yPred) {
        Tensor targets = Tensor.of(new double[] {yTrue, 1}, 1, 2);
        Tensor predictions = Tensor.of(new double[] {yPred, 0.5}, 1, 2);
        Tensor gradient = loss.gradient(targets, predictions);
        assertThat(gradient.getAt(0)).isZero();
        assertThat(gradient.getAt(1)).isNotZero();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> flats() {
        return Stream.of(
                        List.of(BinaryCrossentropy.of(), 0.0, 1.0),
                        List.of(BinaryCrossentropy.of(), 1.0, -0.1),
                        List.of(MeanSquaredLogarithmicError.of(), 0.5, -1.0),
                        List.of(KLDivergence.of(), 0.5, 1.5),
                        List.of(KLDivergence.of(), 0.5, -1.0),
                        List.of(Hinge.of(), -1.0, -2.0),
                        List.of(MeanAbsoluteError.of(), 3.0, 3.0),
                        List.of(Huber.of(), 3.0, 3.0))
                .map(values -> org.junit.jupiter.params.provider.Arguments.of(values.toArray()));
    }
}
