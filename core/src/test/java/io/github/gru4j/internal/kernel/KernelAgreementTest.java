package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A GRU run for a hundred steps on every set: they differ by rounding only. */
class KernelAgreementTest {

    private static final int BATCH = 3;
    private static final int STEPS = 100;
    private static final int FEATURES = 5;
    private static final int UNITS = 21;

    /** Rounding does not grow over time: a gated state is a weighted mean of numbers of at most 1. */
    private static final double TOLERANCE = 5e-6;

    @Test
    void setsAgreeOverAHundredSteps() {
        double[] expected = run(Kernels.of(DType.FLOAT64), BATCH);
        for (KernelSet set : Kernels.available()) {
            double[] actual = run(set, BATCH);
            for (int i = 0; i < expected.length; i++) {
                Tolerance.check(set.name() + " state " + i, actual[i], expected[i], TOLERANCE);
            }
        }
        assertThat(Arrays.stream(expected)).anyMatch(h -> Math.abs(h) > 0.1);
    }

    @Test
    void rowByRowEverySetGivesTheSameBits() {
        for (KernelSet set : Kernels.available()) {
            assertThat(run(set, 1)).as(set.name()).isEqualTo(run(set, BATCH));
        }
    }

    /**
     * The state after the last step, (BATCH, UNITS).
     *
     * @param atOnce rows that a step takes at a time: 1 or all
     */
    private static double[] run(KernelSet set, int atOnce) {
        Random random = new Random(7);
        int width = set.pad(UNITS);
        PackedMatrix kernel = set.pack(random(set, random, FEATURES * 3 * UNITS, 0.5), FEATURES, 3 * UNITS, 3);
        PackedMatrix recurrent = set.pack(random(set, random, UNITS * 3 * UNITS, 0.4), UNITS, 3 * UNITS, 3);
        Tensor bias = Tensor.zeros(set.dtype(), Shape.of(3 * width));
        for (int gate = 0; gate < 3; gate++) {
            Tensor.copyRange(random(set, random, UNITS, 0.3), 0, bias, gate * width, UNITS);
        }
        Tensor x = random(set, random, BATCH * STEPS * FEATURES, 1);
        int row = 4 * width; // z | r | h | rh
        Tensor g = Tensor.zeros(set.dtype(), Shape.of(BATCH, row));
        Tensor h = Tensor.zeros(set.dtype(), Shape.of(BATCH, width));
        for (int step = 0; step < STEPS; step++) {
            int at = step * FEATURES;
            int gap = STEPS * FEATURES;
            for (int b = 0; b < BATCH; b += atOnce) {
                if (atOnce == 1) {
                    set.gruSums(x, at + b * gap, kernel, bias, h, b * width, recurrent, bias, g, b * row);
                } else {
                    set.matmul(BATCH, x, at, gap, FEATURES, kernel, 0, 0, 3 * width, bias, 0, 0, g, 0, row);
                    set.gruProducts(BATCH, h, 0, width, UNITS, recurrent, bias, g, 0, row);
                }
                int state = b * width;
                int rh = b * row + 3 * width;
                set.gruGates(atOnce, width, g, b * row, row, g, rh, row, h, state, width, h, state, width);
            }
        }
        double[] state = new double[BATCH * UNITS];
        for (int i = 0; i < state.length; i++) {
            state[i] = h.getAt(i / UNITS * width + i % UNITS);
        }
        return state;
    }

    private static Tensor random(KernelSet set, Random random, int size, double scale) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return Tensor.of(values, size).cast(set.dtype());
    }
}
