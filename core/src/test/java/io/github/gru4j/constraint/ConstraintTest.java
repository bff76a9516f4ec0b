package io.github.gru4j.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstraintTest {

    @Test
    void severalAxesFormOneVector() {
        Tensor w = Tensor.full(DType.FLOAT64, Shape.of(2, 3, 5), 1);
        w.set(4, 1, 2, 3);
        UnitNorm.of(0, 1).apply(w);
        // The last axis tells the vectors apart: the one at 3 holds five ones and a four.
        assertThat(w.get(0, 0, 0)).isEqualTo(1 / (1e-7 + Math.sqrt(6)));
        assertThat(w.get(1, 2, 3)).isEqualTo(4 * (1 / (1e-7 + Math.sqrt(21))));
        assertThat(w.get(0, 1, 3)).isEqualTo(1 / (1e-7 + Math.sqrt(21)));
    }

    @Test
    void negativeAxisCountsFromTheLast() {
        Tensor w = Tensor.of(new double[] {3, 4, 5, 12}, 2, 2);
        MaxNorm.of(1, -1).apply(w);
        assertThat(w.doubles())
                .containsExactly(
                        3 * (1 / (1e-7 + 5)), 4 * (1 / (1e-7 + 5)), 5 * (1 / (1e-7 + 13)), 12 * (1 / (1e-7 + 13)));
    }

    @Test
    void vectorOfZerosStaysZero() {
        Tensor w = Tensor.zeros(3, 2);
        UnitNorm.of().apply(w);
        MaxNorm.of().apply(w);
        MinMaxNorm.of(0.5, 1, 1).apply(w);
        assertThat(w.floats()).containsOnly(0);
    }

    @Test
    void noAxisMeansTheFirst() {
        assertThat(UnitNorm.of().axis()).isEqualTo(List.of(0));
        assertThat(MaxNorm.of(1)).isEqualTo(MaxNorm.of(1, 0));
        assertThat(MinMaxNorm.of()).isEqualTo(MinMaxNorm.of(0, 1, 1, 0));
    }

    @Test
    void unknownIdentifierIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Constraints.get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Constraints: identifier must be one of [MaxNorm, MinMaxNorm, NonNeg, UnitNorm, "
                        + "max_norm, min_max_norm, non_neg, unit_norm]. Received: identifier='nope'.");
    }

    @Test
    void argumentsWithoutMeaningAreRefused() {
        assertRefused(() -> MaxNorm.of(-1), "MaxNorm: maxValue must be 0 or more. Received: maxValue=-1.0.");
        assertRefused(
                () -> MinMaxNorm.of(2, 1, 1),
                "MinMaxNorm: the bounds must satisfy 0 <= minValue <= maxValue. Received: minValue=2.0, maxValue=1.0.");
        assertRefused(() -> MinMaxNorm.of(0, 1, Double.NaN), "MinMaxNorm: rate must be a number. Received: rate=NaN.");
        assertRefused(
                () -> UnitNorm.of(2).apply(Tensor.zeros(3, 4)),
                "UnitNorm: axis must name axes of the weight. Received: axis=[2], shape=(3, 4).");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
