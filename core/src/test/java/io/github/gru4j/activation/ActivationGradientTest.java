package io.github.gru4j.activation;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The gradient of {@code Σ dy_i f_i(x)} by x, for whole rows: softmax and its kin are held to the same rule. */
class ActivationGradientTest {

    private static final int WIDTH = 9;

    static List<Activation> activations() {
        return ActivationCases.all();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void gradientMatchesCentralDifferences(Activation activation) {
        Generator generator = new Generator(1);
        for (int row = 0; row < 20; row++) {
            Tensor x = awayFromKinks(generator);
            Tensor dy = normal(generator);
            Tensor dx = gradient(activation, x, dy);
            for (int i = 0; i < WIDTH; i++) {
                double h = Tolerances.DIFFERENCE_STEP;
                double up = dot(activation.call(moved(x, i, h)), dy);
                double down = dot(activation.call(moved(x, i, -h)), dy);
                double expected = (up - down) / (2 * h);
                Golden.assertWithin(
                        activation + " at " + x.getAt(i),
                        dx.getAt(i),
                        expected,
                        Tolerances.difference(expected, size(activation.call(x), dy)));
            }
        }
    }

    /** Random rows rarely keep two elements and a result above 0. */
    @Test
    void sparsemaxWithTwoElementsInItsSupportHasKerasGradient() {
        Tensor x = Tensor.of(new double[] {-3, 0.5, 1, -2}, 4);
        Tensor dy = Tensor.of(new double[] {5, 7, 2, 3}, 4);
        Tensor dx = Tensor.zeros(DType.FLOAT64, x.shape());
        Activation sparsemax = Activations.sparsemax();
        Tensor y = sparsemax.call(x);
        sparsemax.gradient(x, 0, y, 0, dy, 0, dx, 0, 4);
        // τ = ((1) + (1 + 0.5) − 1) / 2 = 0.75, so dτ/dx = (0, 1/2, 1, 0) and only the third element is left.
        assertThat(y.doubles()).containsExactly(0, 0, 0.25, 0);
        assertThat(dx.doubles()).containsExactly(0, -1, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void gradientIgnoresTheInputUnlessItNeedsIt(Activation activation) {
        Generator generator = new Generator(2);
        Tensor x = awayFromKinks(generator);
        Tensor dy = normal(generator);
        Tensor expected = gradient(activation, x, dy);
        Tensor y = activation.call(x);
        Tensor actual = dy.copy();
        Tensor anything = Tensor.zeros(DType.FLOAT64, Shape.of(0));
        activation.gradient(activation.derivativeNeedsInput() ? x : anything, 0, y, 0, actual, 0, actual, 0, WIDTH);
        assertThat(actual.doubles()).as("in place over dy").isEqualTo(expected.doubles());
    }

    @ParameterizedTest
    @MethodSource("activations")
    void float32GradientIsTheRoundedOne(Activation activation) {
        Generator generator = new Generator(3);
        Tensor x = awayFromKinks(generator).cast(DType.FLOAT32);
        Tensor dy = normal(generator).cast(DType.FLOAT32);
        // From the same rounded output, because a derivative near saturation magnifies its rounding.
        Tensor y = activation.call(x);
        Tensor single = Tensor.zeros(DType.FLOAT32, Shape.of(WIDTH));
        activation.gradient(x, 0, y, 0, dy, 0, single, 0, WIDTH);
        Tensor exact = Tensor.zeros(DType.FLOAT64, Shape.of(WIDTH));
        activation.gradient(
                x.cast(DType.FLOAT64), 0, y.cast(DType.FLOAT64), 0, dy.cast(DType.FLOAT64), 0, exact, 0, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            Golden.assertWithin(
                    activation + " at " + x.getAt(i),
                    single.getAt(i),
                    exact.getAt(i),
                    Tolerances.FLOAT32_ROUNDING * Math.max(1, Math.abs(exact.getAt(i))));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void rowsAtOffsetsTouchNothingElse(Activation activation) {
        for (DType dtype : DType.values()) {
            Generator generator = new Generator(4);
            Tensor x = awayFromKinks(generator).cast(dtype);
            Tensor dy = normal(generator).cast(dtype);
            Tensor expectedY = activation.call(x);
            Tensor expectedDx = Tensor.zeros(dtype, x.shape());
            activation.gradient(x, 0, expectedY, 0, dy, 0, expectedDx, 0, WIDTH);

            Tensor wideX = at(x, 2);
            Tensor wideY = Tensor.full(dtype, Shape.of(WIDTH + 8), 77);
            Tensor wideDy = at(dy, 4);
            Tensor wideDx = Tensor.full(dtype, Shape.of(WIDTH + 8), 77);
            activation.apply(wideX, 2, wideY, 3, WIDTH);
            activation.gradient(wideX, 2, wideY, 3, wideDy, 4, wideDx, 5, WIDTH);
            assertHolds(wideY, 3, expectedY);
            assertHolds(wideDx, 5, expectedDx);

            activation.apply(wideX, 2, wideX, 2, WIDTH);
            assertHolds(wideX, 2, expectedY);
        }
    }

    private static Tensor gradient(Activation activation, Tensor x, Tensor dy) {
        Tensor dx = Tensor.zeros(DType.FLOAT64, Shape.of(WIDTH));
        activation.gradient(x, 0, activation.call(x), 0, dy, 0, dx, 0, WIDTH);
        return dx;
    }

    /** Numbers in [-7, 7) at least 0.05 from every multiple of one half, where all kinks are. */
    private static Tensor awayFromKinks(Generator generator) {
        Tensor x = Tensor.zeros(DType.FLOAT64, Shape.of(WIDTH));
        for (int i = 0; i < WIDTH; i++) {
            x.setAt(i, 0.5 * (generator.nextInt(28) - 14) + generator.nextUniform(0.05, 0.45));
        }
        return x;
    }

    private static Tensor normal(Generator generator) {
        Tensor x = Tensor.zeros(DType.FLOAT64, Shape.of(WIDTH));
        for (int i = 0; i < WIDTH; i++) {
            x.setAt(i, generator.nextGaussian());
        }
        return x;
    }

    private static Tensor moved(Tensor x, int i, double step) {
        Tensor moved = x.copy();
        moved.setAt(i, x.getAt(i) + step);
        return moved;
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.getAt(i) * b.getAt(i);
        }
        return sum;
    }

    private static double size(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += Math.abs(a.getAt(i) * b.getAt(i));
        }
        return sum;
    }

    private static Tensor at(Tensor row, int offset) {
        Tensor wide = Tensor.full(row.dtype(), Shape.of(WIDTH + 8), 77);
        Tensor.copyRange(row, 0, wide, offset, WIDTH);
        return wide;
    }

    private static void assertHolds(Tensor wide, int offset, Tensor row) {
        for (int i = 0; i < wide.size(); i++) {
            double expected = i < offset || i >= offset + WIDTH ? 77 : row.getAt(i - offset);
            assertThat(wide.getAt(i)).as("element %s", i).isEqualTo(expected);
        }
    }
}
