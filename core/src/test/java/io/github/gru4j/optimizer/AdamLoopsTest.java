package io.github.gru4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adam's update has the bits of the formula in double precision, whatever stands beside an element. */
class AdamLoopsTest {

    private static final double[] SPECIAL = {
        0, -0.0, 1e-45, -3e-39, 1e-30, Float.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
    };

    private static Tensor numbers(DType dtype, int size, Random random, boolean positive) {
        Tensor tensor = Tensor.zeros(dtype, Shape.of(size));
        for (int i = 0; i < size; i++) {
            double value = random.nextInt(12) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian();
            tensor.setAt(i, positive ? Math.abs(value) : value);
        }
        return tensor;
    }

    private static double rounded(double value, DType dtype) {
        return dtype == DType.FLOAT32 ? (float) value : value;
    }

    private static void check(DType dtype, int size, boolean withLargest) {
        Random random = new Random(31L * size + (withLargest ? 1 : 0));
        Tensor g = numbers(dtype, size, random, false);
        Tensor m = numbers(dtype, size, random, false);
        Tensor v = numbers(dtype, size, random, true);
        Tensor largest = withLargest ? numbers(dtype, size, random, true) : null;
        Tensor value = numbers(dtype, size, random, false);
        double[][] expected = new double[size][];
        for (int i = 0; i < size; i++) {
            expected[i] = updated(g, m, v, largest, value, i);
        }
        new AdamLoops().update(g, m, v, largest, 0.1, 0.001, 0.02, 1e-7, value);
        for (int i = 0; i < size; i++) {
            double[] found = {m.getAt(i), v.getAt(i), largest == null ? v.getAt(i) : largest.getAt(i), value.getAt(i)};
            assertThat(found).as("%s, element %d of %d", dtype, i, size).containsExactly(expected[i]);
        }
    }

    private static double[] updated(Tensor g, Tensor m, Tensor v, @Nullable Tensor largest, Tensor value, int i) {
        DType dtype = g.dtype();
        double gi = g.getAt(i);
        double mi = rounded(m.getAt(i) + (gi - m.getAt(i)) * 0.1, dtype);
        double vi = rounded(v.getAt(i) + (gi * gi - v.getAt(i)) * 0.001, dtype);
        double hat = largest == null ? vi : Math.max(largest.getAt(i), vi);
        return new double[] {mi, vi, hat, rounded(value.getAt(i) - mi * 0.02 / (Math.sqrt(hat) + 1e-7), dtype)};
    }

    @ParameterizedTest
    @EnumSource
    void theUpdateHasTheBitsOfTheFormula(DType dtype) {
        for (int size = 0; size < 70; size++) {
            check(dtype, size, false);
            check(dtype, size, true);
        }
        check(dtype, 20_000, true); // long enough to be compiled
    }
}
