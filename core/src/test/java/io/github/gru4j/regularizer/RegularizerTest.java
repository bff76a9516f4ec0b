package io.github.gru4j.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.Tolerances;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegularizerTest {

    static List<Regularizer> regularizers() {
        return List.of(
                L1.of(0.3),
                L2.of(0.2),
                L1L2.of(0.1, 0.4),
                OrthogonalRegularizer.of(0.7, "rows"),
                OrthogonalRegularizer.of(0.7, "columns"));
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void gradientMatchesCentralDifferencesAndIsAdded(Regularizer regularizer) {
        Tensor w = random(DType.FLOAT64);
        Tensor gradient = Tensor.full(DType.FLOAT64, w.shape(), 5);
        regularizer.addGradient(w, gradient);
        for (int i = 0; i < w.size(); i++) {
            double h = Tolerances.DIFFERENCE_STEP;
            Tensor up = w.copy();
            up.setAt(i, w.getAt(i) + h);
            Tensor down = w.copy();
            down.setAt(i, w.getAt(i) - h);
            double expected = (regularizer.penalty(up) - regularizer.penalty(down)) / (2 * h);
            Golden.assertWithin(
                    regularizer + " at " + i,
                    gradient.getAt(i) - 5,
                    expected,
                    Tolerances.difference(expected, regularizer.penalty(w)));
        }
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void float32GradientIsTheRoundedOne(Regularizer regularizer) {
        Tensor w = random(DType.FLOAT32);
        Tensor single = Tensor.zeros(DType.FLOAT32, w.shape());
        regularizer.addGradient(w, single);
        Tensor exact = Tensor.zeros(DType.FLOAT64, w.shape());
        regularizer.addGradient(w.cast(DType.FLOAT64), exact);
        assertThat(single.floats()).isEqualTo(exact.cast(DType.FLOAT32).floats());
    }

    @Test
    void gradientOfTheAbsoluteValueAtZeroIsZero() {
        Tensor gradient = Tensor.zeros(2);
        L1.of(1).addGradient(Tensor.zeros(2), gradient);
        assertThat(gradient.floats()).containsOnly(0);
    }

    @Test
    void rowOfZerosIsOrthogonalToAll() {
        Tensor w = Tensor.of(new double[] {0, 0, 3, 4}, 2, 2);
        Tensor gradient = Tensor.zeros(DType.FLOAT64, w.shape());
        OrthogonalRegularizer regularizer = OrthogonalRegularizer.of();
        assertThat(regularizer.penalty(w)).isZero();
        regularizer.addGradient(w, gradient);
        assertThat(gradient.doubles()).containsOnly(0);
    }

    @Test
    void penaltyOfASingleVectorIsNaNAsInKeras() {
        assertThat(OrthogonalRegularizer.of().penalty(Tensor.full(DType.FLOAT64, Shape.of(1, 4), 1)))
                .isNaN();
    }

    @Test
    void unknownIdentifierIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Regularizers.get("l1_l2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Regularizers: identifier must be one of [L1, L1L2, L2, OrthogonalRegularizer, l1, "
                        + "l1l2, l2, orthogonal_regularizer]. Received: identifier='l1_l2'.");
    }

    @Test
    void argumentsWithoutMeaningAreRefused() {
        assertRefused(() -> L1.of(-1), "L1: l1 must be finite and 0 or more. Received: l1=-1.0.");
        assertRefused(() -> L2.of(Double.NaN), "L2: l2 must be finite and 0 or more. Received: l2=NaN.");
        assertRefused(
                () -> L1L2.of(0, Double.POSITIVE_INFINITY),
                "L1L2: l2 must be finite and 0 or more. Received: l2=Infinity.");
        assertRefused(
                () -> OrthogonalRegularizer.of(0.1, "x"),
                "OrthogonalRegularizer: mode must be 'rows' or 'columns'. Received: mode='x'.");
        assertRefused(
                () -> OrthogonalRegularizer.of().penalty(Tensor.zeros(3)),
                "OrthogonalRegularizer: w must have rank 2. Received: shape=(3,).");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Tensor random(DType dtype) {
        Tensor w = Tensor.zeros(dtype, Shape.of(4, 5));
        Generator generator = new Generator(9);
        for (int i = 0; i < w.size(); i++) {
            w.setAt(i, generator.nextGaussian());
        }
        return w;
    }
}
