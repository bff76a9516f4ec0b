package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link KernelSet} promises about sigmoid, tanh and the gates; the equations in double are the oracle. */
abstract class GateContract {

    private final KernelSet kernels;
    private final DType dtype;
    private final int[] widths; // padded
    private final Random random = new Random(20250302);

    GateContract(KernelSet kernels) {
        this.kernels = kernels;
        this.dtype = kernels.dtype();
        int lanes = kernels.lanes();
        this.widths = new int[] {0, lanes, 2 * lanes, 5 * lanes, kernels.pad(131)};
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private void sigmoid(Grid x, Grid y) {
        kernels.sigmoid(x.width(), x.tensor(), x.offset(), y.tensor(), y.offset());
    }

    private void tanh(Grid x, Grid y) {
        kernels.tanh(x.width(), x.tensor(), x.offset(), y.tensor(), y.offset());
    }

    @Test
    void activationsAreAccurateEverywhere() {
        int count = 40_001;
        Grid x = Grid.zeros(dtype, 1, count);
        for (int j = 0; j < count; j++) {
            double t = (j - count / 2) / (count / 2.0);
            x.set(0, j, 120 * t * t * t); // dense around zero, far into saturation
        }
        Grid sigmoid = Grid.zeros(dtype, 1, count);
        Grid tanh = Grid.zeros(dtype, 1, count);
        sigmoid(x, sigmoid);
        tanh(x, tanh);
        for (int j = 0; j < count; j++) {
            double at = x.get(0, j);
            Tolerance.check("sigmoid(" + at + ")", sigmoid.get(0, j), sigmoid(at), Tolerance.activation(dtype));
            Tolerance.check("tanh(" + at + ")", tanh.get(0, j), Math.tanh(at), Tolerance.activation(dtype));
            assertThat(sigmoid.get(0, j)).isBetween(0.0, 1.0);
            assertThat(tanh.get(0, j)).isBetween(-1.0, 1.0);
        }
    }

    @Test
    void tanhOfSmallNumbersIsRelativelyAccurate() {
        Grid x = Grid.zeros(dtype, 1, 60);
        for (int j = 0; j < 60; j++) {
            x.set(0, j, (j % 2 == 0 ? 1 : -1) * Math.pow(2, -0.5 * j) * 0.9);
        }
        Grid y = Grid.zeros(dtype, 1, 60);
        tanh(x, y);
        for (int j = 0; j < 60; j++) {
            double expected = Math.tanh(x.get(0, j));
            Tolerance.check("tanh", y.get(0, j), expected, Tolerance.activation(dtype) * Math.abs(expected));
        }
    }

    @Test
    void activationsSaturateExactlyAndPassNaN() {
        double[] values = {
            Double.NEGATIVE_INFINITY,
            -Float.MAX_VALUE,
            -1e6,
            1e6,
            Float.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            0,
            Double.NaN
        };
        double[] sigmoids = {0, 0, 0, 1, 1, 1, 0.5, Double.NaN};
        double[] tanhs = {-1, -1, -1, 1, 1, 1, 0, Double.NaN};
        for (int i = 0; i < values.length; i++) {
            int length = 2 * kernels.lanes() + 1; // in whole vectors and in the rest
            Grid x = Grid.zeros(dtype, 1, length);
            for (int j = 0; j < length; j++) {
                x.set(0, j, values[i]);
            }
            Grid sigmoid = Grid.zeros(dtype, 1, length);
            Grid tanh = Grid.zeros(dtype, 1, length);
            sigmoid(x, sigmoid);
            tanh(x, tanh);
            for (int j = 0; j < length; j++) {
                Tolerance.check("sigmoid(" + values[i] + ")", sigmoid.get(0, j), sigmoids[i], 0);
                Tolerance.check("tanh(" + values[i] + ")", tanh.get(0, j), tanhs[i], 0);
            }
        }
    }

    @Test
    void activationDoesNotDependOnPositionOrLength() {
        Grid x = Grid.random(dtype, 1, 4 * kernels.lanes() + 3, random);
        x.set(0, 0, -88.5); // where the vector sigmoid passes through its largest power of two
        x.set(0, 1, 20);
        x.set(0, 2, -88.9);
        Grid sigmoid = Grid.zeros(dtype, 1, x.width());
        Grid tanh = Grid.zeros(dtype, 1, x.width());
        sigmoid(x, sigmoid);
        tanh(x, tanh);
        for (int from = 0; from < x.width(); from++) {
            for (int to = from; to <= x.width(); to++) {
                Grid part = new Grid(x.tensor(), x.offset() + from, 0, 1, to - from);
                Grid y = Grid.zeros(dtype, 1, to - from);
                sigmoid(part, y);
                y.assertSameBits(new Grid(sigmoid.tensor(), x.offset() + from, 0, 1, to - from), "sigmoid");
                y.assertOutsideUntouched("sigmoid");
                tanh(part, y);
                y.assertSameBits(new Grid(tanh.tensor(), x.offset() + from, 0, 1, to - from), "tanh");
                y.assertOutsideUntouched("tanh");
            }
        }
        sigmoid(x, x);
        x.assertSameBits(sigmoid, "in place");
    }

    private void forward(Grid g, Grid rh, Grid hPrev, Grid hNext) {
        kernels.gruGates(
                g.rows(),
                rh.width(),
                g.tensor(),
                g.offset(),
                g.stride(),
                rh.tensor(),
                rh.offset(),
                rh.stride(),
                hPrev.tensor(),
                hPrev.offset(),
                hPrev.stride(),
                hNext.tensor(),
                hNext.offset(),
                hNext.stride());
    }

    @Test
    void gatesFollowTheEquations() {
        for (int rows : new int[] {0, 1, 3, 9}) {
            for (int width : widths) {
                Grid g = Grid.random(dtype, rows, 3 * width, random);
                Grid rh = Grid.random(dtype, rows, width, random);
                Grid hPrev = Grid.random(dtype, rows, width, random);
                Grid hNext = Grid.zeros(dtype, rows, width);
                Grid sums = g.copy();
                Grid rhBefore = rh.copy();
                Grid hBefore = hPrev.copy();
                forward(g, rh, hPrev, hNext);
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < width; j++) {
                        double z = sigmoid(sums.get(row, j));
                        double r = sigmoid(sums.get(row, width + j));
                        double hh = Math.tanh(sums.get(row, 2 * width + j) + r * rh.get(row, j));
                        double h = z * hPrev.get(row, j) + (1 - z) * hh;
                        // The error of r reaches hh times rh, that of z reaches h times hPrev - hh.
                        double tolerance = Tolerance.activation(dtype)
                                * (3 + Math.abs(rh.get(row, j)) + Math.abs(hPrev.get(row, j)));
                        Tolerance.check("z", g.get(row, j), z, tolerance);
                        Tolerance.check("r", g.get(row, width + j), r, tolerance);
                        Tolerance.check("hh", g.get(row, 2 * width + j), hh, tolerance);
                        Tolerance.check("h", hNext.get(row, j), h, tolerance);
                    }
                }
                g.assertOutsideUntouched("gates");
                hNext.assertOutsideUntouched("gates");
                rh.assertSameBits(rhBefore, "rh is only read");
                hPrev.assertSameBits(hBefore, "hPrev is only read");
            }
        }
    }

    @Test
    void gatesUpdateTheStateInPlaceAndRowByRow() {
        int width = kernels.pad(37);
        Grid g = Grid.random(dtype, 5, 3 * width, random);
        Grid rh = Grid.random(dtype, 5, width, random);
        Grid hPrev = Grid.random(dtype, 5, width, random);
        Grid hNext = Grid.zeros(dtype, 5, width);
        Grid gates = g.copy();
        forward(gates, rh, hPrev, hNext);
        for (int row = 0; row < 5; row++) {
            Grid gRow = new Grid(g.tensor(), g.at(row), 0, 1, 3 * width);
            Grid state = new Grid(hPrev.tensor(), hPrev.at(row), 0, 1, width);
            forward(gRow, new Grid(rh.tensor(), rh.at(row), 0, 1, width), state, state);
        }
        g.assertSameBits(gates, "gates row by row");
        hPrev.assertSameBits(hNext, "state in place");
    }

    @Test
    void gatesUseTheActivationsOfTheSet() {
        int width = kernels.pad(37);
        Grid g = Grid.random(dtype, 1, 3 * width, random);
        Grid zero = Grid.zeros(dtype, 1, width);
        Grid state = Grid.random(dtype, 1, width, random);
        Grid z = Grid.zeros(dtype, 1, width);
        Grid hh = Grid.zeros(dtype, 1, width);
        kernels.sigmoid(width, g.tensor(), g.offset(), z.tensor(), z.offset());
        kernels.tanh(width, g.tensor(), g.offset() + 2 * width, hh.tensor(), hh.offset());
        forward(g, zero, state, state);
        new Grid(g.tensor(), g.offset(), 0, 1, width).assertSameBits(z, "z");
        new Grid(g.tensor(), g.offset() + 2 * width, 0, 1, width).assertSameBits(hh, "hh");
    }

    @Test
    void notANumberStaysInItsUnit() {
        int width = kernels.pad(37);
        for (int gate = 0; gate < 3; gate++) {
            Grid g = Grid.random(dtype, 2, 3 * width, random);
            g.set(1, gate * width + 5, Double.NaN);
            Grid h = Grid.random(dtype, 2, width, random);
            forward(g, Grid.random(dtype, 2, width, random), h, h);
            for (int row = 0; row < 2; row++) {
                for (int j = 0; j < width; j++) {
                    assertThat(Double.isNaN(h.get(row, j))).isEqualTo(row == 1 && j == 5);
                }
            }
        }
    }

    @Test
    void infiniteSumsOpenAndCloseTheGates() {
        int width = kernels.pad(3);
        Grid g = Grid.zeros(dtype, 1, 3 * width);
        Grid h = Grid.random(dtype, 1, width, random);
        double open = h.get(0, 0);
        g.set(0, 0, Double.POSITIVE_INFINITY); // z = 1 keeps the state
        g.set(0, 2 * width, 3);
        g.set(0, 1, Double.NEGATIVE_INFINITY); // z = 0 takes the candidate
        g.set(0, 2 * width + 1, Double.NEGATIVE_INFINITY);
        forward(g, Grid.zeros(dtype, 1, width), h, h);
        assertThat(h.get(0, 0)).isEqualTo(open);
        assertThat(h.get(0, 1)).isEqualTo(-1);
    }

    private void reset(Grid g, Grid h, Grid rh) {
        kernels.gruReset(
                g.rows(),
                rh.width(),
                g.tensor(),
                g.offset(),
                g.stride(),
                h.tensor(),
                h.offset(),
                h.stride(),
                rh.tensor(),
                rh.offset(),
                rh.stride());
    }

    private void update(Grid g, Grid hPrev, Grid hNext) {
        kernels.gruUpdate(
                g.rows(),
                hNext.width(),
                g.tensor(),
                g.offset(),
                g.stride(),
                hPrev.tensor(),
                hPrev.offset(),
                hPrev.stride(),
                hNext.tensor(),
                hNext.offset(),
                hNext.stride());
    }

    @Test
    void gatesThatResetBeforeFollowTheEquations() {
        for (int rows : new int[] {0, 1, 3, 9}) {
            for (int width : widths) {
                Grid g = Grid.random(dtype, rows, 3 * width, random);
                Grid hPrev = Grid.random(dtype, rows, width, random);
                Grid rh = Grid.zeros(dtype, rows, width);
                Grid hNext = Grid.zeros(dtype, rows, width);
                Grid sums = g.copy();
                Grid hBefore = hPrev.copy();
                reset(g, hPrev, rh);
                Grid afterReset = g.copy();
                update(g, hPrev, hNext);
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < width; j++) {
                        double z = sigmoid(sums.get(row, j));
                        double r = sigmoid(sums.get(row, width + j));
                        double hh = Math.tanh(sums.get(row, 2 * width + j));
                        double h = hPrev.get(row, j);
                        double tolerance = Tolerance.activation(dtype) * (3 + Math.abs(h));
                        assertThat(afterReset.get(row, j)).isEqualTo(sums.get(row, j));
                        assertThat(afterReset.get(row, 2 * width + j)).isEqualTo(sums.get(row, 2 * width + j));
                        Tolerance.check("z", g.get(row, j), z, tolerance);
                        Tolerance.check("r", g.get(row, width + j), r, tolerance);
                        Tolerance.check("rh", rh.get(row, j), r * h, tolerance);
                        Tolerance.check("hh", g.get(row, 2 * width + j), hh, tolerance);
                        Tolerance.check("h", hNext.get(row, j), z * h + (1 - z) * hh, tolerance);
                    }
                }
                g.assertOutsideUntouched("gates");
                rh.assertOutsideUntouched("gates");
                hNext.assertOutsideUntouched("gates");
                hPrev.assertSameBits(hBefore, "hPrev is only read");
            }
        }
    }

    @Test
    void gatesThatResetBeforeUpdateTheStateInPlaceAndRowByRow() {
        int width = kernels.pad(37);
        Grid g = Grid.random(dtype, 5, 3 * width, random);
        Grid hPrev = Grid.random(dtype, 5, width, random);
        Grid gates = g.copy();
        Grid rh = Grid.zeros(dtype, 5, width);
        Grid hNext = Grid.zeros(dtype, 5, width);
        reset(gates, hPrev, rh);
        update(gates, hPrev, hNext);
        for (int row = 0; row < 5; row++) {
            Grid gRow = new Grid(g.tensor(), g.at(row), 0, 1, 3 * width);
            Grid state = new Grid(hPrev.tensor(), hPrev.at(row), 0, 1, width);
            Grid rhRow = Grid.zeros(dtype, 1, width);
            reset(gRow, state, rhRow);
            rhRow.assertSameBits(new Grid(rh.tensor(), rh.at(row), 0, 1, width), "r ∘ h row by row");
            update(gRow, state, state);
        }
        g.assertSameBits(gates, "gates row by row");
        hPrev.assertSameBits(hNext, "state in place");
    }

    @Test
    void gradientsFollowTheEquations() {
        for (int rows : new int[] {0, 1, 3, 9}) {
            for (int width : widths) {
                checkGradients(rows, width);
            }
        }
    }

    private void checkGradients(int rows, int width) {
        Grid g = Grid.random(dtype, rows, 3 * width, random);
        Grid rh = Grid.random(dtype, rows, width, random);
        Grid hPrev = Grid.random(dtype, rows, width, random);
        Grid dh = Grid.random(dtype, rows, width, random);
        Grid values = g.copy();
        Grid rhBefore = rh.copy();
        Grid hBefore = hPrev.copy();
        Grid dhBefore = dh.copy();
        kernels.gruGatesBackward(
                rows,
                width,
                g.tensor(),
                g.offset(),
                g.stride(),
                rh.tensor(),
                rh.offset(),
                rh.stride(),
                hPrev.tensor(),
                hPrev.offset(),
                hPrev.stride(),
                dh.tensor(),
                dh.offset(),
                dh.stride());
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                double z = values.get(row, j);
                double r = values.get(row, width + j);
                double hh = values.get(row, 2 * width + j);
                double u = rhBefore.get(row, j);
                double h = hBefore.get(row, j);
                double d = dhBefore.get(row, j);
                double dhh = d * (1 - z) * (1 - hh * hh);
                // Up to six factors, each the rounded difference of two numbers.
                double scale = 16 * Tolerance.rounding(dtype) * Math.abs(d) * (1 + Math.abs(z)) * (1 + hh * hh);
                double tolerance = scale * (1 + Math.abs(u)) * (1 + r * r) * (1 + Math.abs(h)) * (1 + Math.abs(z));
                Tolerance.check("dz", g.get(row, j), d * (h - hh) * z * (1 - z), tolerance);
                Tolerance.check("dr", g.get(row, width + j), dhh * u * r * (1 - r), tolerance * (1 + Math.abs(r)));
                Tolerance.check("dhh", g.get(row, 2 * width + j), dhh, tolerance);
                Tolerance.check("drh", rh.get(row, j), dhh * r, tolerance);
                Tolerance.check("dhPrev", dh.get(row, j), d * z, tolerance);
            }
        }
        g.assertOutsideUntouched("gradient");
        rh.assertOutsideUntouched("gradient");
        dh.assertOutsideUntouched("gradient");
        hPrev.assertSameBits(hBefore, "hPrev is only read");
    }

    @Test
    void zeroGradientStaysZero() {
        int width = kernels.lanes();
        Grid g = Grid.random(dtype, 1, 3 * width, random);
        Grid rh = Grid.zeros(dtype, 1, width);
        Grid hPrev = Grid.zeros(dtype, 1, width);
        Tensor dh = Tensor.zeros(dtype, Shape.of(width));
        kernels.gruGatesBackward(
                1,
                width,
                g.tensor(),
                g.offset(),
                0,
                rh.tensor(),
                rh.offset(),
                0,
                hPrev.tensor(),
                hPrev.offset(),
                0,
                dh,
                0,
                0);
        for (int j = 0; j < 3 * width; j++) {
            assertThat(g.get(0, j)).isZero();
        }
    }
}
