package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What {@link KernelSet} promises about the calls that stand for several: the bits of the products they stand for, which
 * {@link ProductContract} knows, and nothing else touched.
 */
abstract class RecurrentContract {

    private static final int[] ROWS = {0, 1, 2, 7, 8, 9, 13, 127, 128, 129, 300};
    private static final int[] INNER = {0, 1, 37};
    private static final int[] BLOCKS = {1, 2, 3, 4, 5, 6, 7, 33};

    private final KernelSet kernels;
    private final DType dtype;
    private final Random random = new Random(20250303);

    RecurrentContract(KernelSet kernels) {
        this.kernels = kernels;
        this.dtype = kernels.dtype();
    }

    private PackedMatrix gates(int inner, int width) {
        return gates(3, inner, width);
    }

    private PackedMatrix gates(int count, int inner, int width) {
        Tensor matrix = Tensor.zeros(dtype, Shape.of(inner, count * width));
        for (int i = 0; i < matrix.size(); i++) {
            matrix.setAt(i, random.nextGaussian());
        }
        return kernels.pack(matrix, inner, count * width, count);
    }

    /** The columns {@code from … to - 1} of several gates, by the plain product. */
    private void product(Grid a, PackedMatrix w, int from, int to, Grid init, int initStride, Grid c) {
        kernels.matmul(
                a.rows(),
                a.tensor(),
                a.offset(),
                a.stride(),
                a.width(),
                w,
                0,
                from,
                to,
                init.tensor(),
                init.offset(),
                initStride,
                c.tensor(),
                c.offset(),
                c.stride());
    }

    private static Grid columns(Grid grid, int from, int to) {
        return new Grid(grid.tensor(), grid.offset() + from, grid.stride(), grid.rows(), to - from);
    }

    private static Grid row(Grid grid, int row) {
        return new Grid(grid.tensor(), grid.at(row), 0, 1, grid.width());
    }

    @Test
    void recurrentProductsAreThoseOfTwoCalls() {
        for (int rows : ROWS) {
            for (int inner : INNER) {
                for (int blocks : BLOCKS) {
                    checkProducts(rows, inner, blocks * kernels.lanes());
                }
            }
        }
    }

    /** One row at a time, as a sequence of one row takes its steps: every other one may be read in another order. */
    @Test
    void recurrentProductsOfARowAreThoseOfAllRows() {
        for (int blocks : BLOCKS) {
            int width = blocks * kernels.lanes();
            PackedMatrix w = gates(21, width);
            Grid h = Grid.random(dtype, 4, 21, random);
            Tensor bias = Tensor.full(dtype, Shape.of(width), 0.5);
            Grid g = Grid.random(dtype, 4, 4 * width, random);
            Grid expected = g.copy();
            products(h, w, bias, expected);
            for (int row = 0; row < 4; row++) {
                Grid alone = new Grid(g.tensor(), g.at(row), g.stride(), 1, g.width());
                products(new Grid(h.tensor(), h.at(row), h.stride(), 1, h.width()), w, bias, alone);
            }
            g.assertSameBits(expected, kernels.name() + " gruProducts, row by row, width " + width);
            g.assertOutsideUntouched(kernels.name());
        }
    }

    private void products(Grid h, PackedMatrix w, Tensor bias, Grid g) {
        kernels.gruProducts(
                h.rows(), h.tensor(), h.offset(), h.stride(), h.width(), w, bias, g.tensor(), g.offset(), g.stride());
    }

    @Test
    void recurrentProductsOfManyColumnsAreThoseOfTwoCalls() {
        for (int width : new int[] {170, 171, 520}) { // the scalar set takes 512 columns at a time
            for (int rows : new int[] {1, 2, 9}) {
                checkProducts(rows, 37, kernels.pad(width));
            }
        }
    }

    private void checkProducts(int rows, int inner, int width) {
        String what = kernels.name() + " gruProducts of " + rows + " rows, " + inner + " inner, width " + width;
        PackedMatrix w = gates(inner, width);
        Grid h = Grid.random(dtype, rows, inner, random);
        Grid bias = Grid.random(dtype, 1, width, random);
        Tensor candidateBias = Tensor.zeros(dtype, Shape.of(width));
        Tensor.copyRange(bias.tensor(), bias.offset(), candidateBias, 0, width);
        Grid g = Grid.random(dtype, rows, 4 * width, random);
        Grid expected = g.copy();
        Grid hBefore = h.copy();
        product(h, w, 0, 2 * width, expected, expected.stride(), expected);
        product(h, w, 2 * width, 3 * width, bias, 0, columns(expected, 3 * width, 4 * width));

        products(h, w, candidateBias, g);
        g.assertSameBits(expected, what);
        g.assertOutsideUntouched(what);
        h.assertSameBits(hBefore, "h is only read");
    }

    @Test
    void sumsOfOneRowAreThoseOfThreeCalls() {
        for (int features : new int[] {1, 2, 19}) {
            for (int units : new int[] {0, 1, 37}) {
                for (int blocks : BLOCKS) {
                    checkSums(features, units, blocks * kernels.lanes());
                }
            }
        }
        checkSums(0, 5, 3 * kernels.lanes());
    }

    private void checkSums(int features, int units, int width) {
        String what = kernels.name() + " gruSums of " + features + " features, " + units + " inner, width " + width;
        PackedMatrix kernel = gates(features, width);
        PackedMatrix recurrent = gates(units, width);
        Grid x = Grid.random(dtype, 1, features, random);
        Grid h = Grid.random(dtype, 1, units, random);
        Grid bias = new Grid(Grid.random(dtype, 1, 3 * width, random).tensor().copy(), 0, 0, 1, 3 * width);
        Grid candidateBias =
                new Grid(Grid.random(dtype, 1, width, random).tensor().copy(), 0, 0, 1, width);
        Grid g = Grid.random(dtype, 1, 4 * width, random);
        Grid expected = g.copy();
        product(x, kernel, 0, 3 * width, bias, 0, columns(expected, 0, 3 * width));
        product(h, recurrent, 0, 2 * width, expected, 0, expected);
        product(h, recurrent, 2 * width, 3 * width, candidateBias, 0, columns(expected, 3 * width, 4 * width));

        kernels.gruSums(
                x.tensor(),
                x.offset(),
                kernel,
                bias.tensor(),
                h.tensor(),
                h.offset(),
                recurrent,
                candidateBias.tensor(),
                g.tensor(),
                g.offset());
        g.assertSameBits(expected, what);
        g.assertOutsideUntouched(what);
    }

    @Test
    void sumsOfSeveralRowsAreThoseOfEachRow() {
        for (int rows : new int[] {0, 1, 2, 3, 4, 5, 8, 11, 64}) {
            for (int features : new int[] {0, 1, 9}) {
                for (int units : new int[] {0, 1, 16, 37}) {
                    for (int blocks : new int[] {1, 2, 3, 33}) {
                        checkRowSums(rows, features, units, blocks * kernels.lanes());
                    }
                }
            }
        }
    }

    private void checkRowSums(int rows, int features, int units, int width) {
        String what = kernels.name() + " gruRowSums of " + rows + " rows, " + features + " features, " + units
                + " inner, width " + width;
        PackedMatrix kernel = gates(features, width);
        PackedMatrix recurrent = gates(units, width);
        Grid x = Grid.random(dtype, rows, features, random);
        Grid h = Grid.random(dtype, rows, units, random);
        Tensor bias = Grid.random(dtype, 1, 3 * width, random).tensor();
        Tensor candidateBias = Grid.random(dtype, 1, width, random).tensor();
        Grid g = Grid.random(dtype, rows, 4 * width, random);
        Grid expected = g.copy();
        for (int row = 0; row < rows; row++) {
            kernels.gruSums(
                    x.tensor(),
                    x.at(row),
                    kernel,
                    bias,
                    h.tensor(),
                    h.at(row),
                    recurrent,
                    candidateBias,
                    expected.tensor(),
                    expected.at(row));
        }

        kernels.gruRowSums(
                rows,
                x.tensor(),
                x.offset(),
                x.stride(),
                kernel,
                bias,
                h.tensor(),
                h.offset(),
                h.stride(),
                recurrent,
                candidateBias,
                g.tensor(),
                g.offset(),
                g.stride());
        g.assertSameBits(expected, what);
        g.assertOutsideUntouched(what);
    }

    @Test
    void firstSumsOfOneRowAreThoseOfTwoCalls() {
        for (int features : new int[] {1, 2, 19}) {
            for (int units : new int[] {0, 1, 37}) {
                for (int blocks : BLOCKS) {
                    checkFirstSums(features, units, blocks * kernels.lanes());
                }
            }
        }
        checkFirstSums(0, 5, 3 * kernels.lanes());
    }

    private void checkFirstSums(int features, int units, int width) {
        String what =
                kernels.name() + " gruFirstSums of " + features + " features, " + units + " inner, width " + width;
        PackedMatrix kernel = gates(features, width);
        PackedMatrix recurrent = gates(2, units, width);
        Grid x = Grid.random(dtype, 1, features, random);
        Grid h = Grid.random(dtype, 1, units, random);
        Grid bias = new Grid(Grid.random(dtype, 1, 3 * width, random).tensor().copy(), 0, 0, 1, 3 * width);
        Grid g = Grid.random(dtype, 1, 3 * width, random);
        Grid expected = g.copy();
        product(x, kernel, 0, 3 * width, bias, 0, expected);
        product(h, recurrent, 0, 2 * width, expected, 0, expected);

        kernels.gruFirstSums(
                x.tensor(),
                x.offset(),
                kernel,
                bias.tensor(),
                h.tensor(),
                h.offset(),
                recurrent,
                g.tensor(),
                g.offset());
        g.assertSameBits(expected, what);
        g.assertOutsideUntouched(what);
    }

    @Test
    void rowOfGatesDoesNotDependOnTheNumberOfRows() {
        for (int gates = 1; gates <= 3; gates++) {
            for (int rows : ROWS) {
                for (int blocks : new int[] {1, 2, 3, 4, 5, 8}) {
                    checkRows(gates, rows, blocks * kernels.lanes());
                }
            }
        }
    }

    private void checkRows(int gates, int rows, int width) {
        int columns = gates * width;
        PackedMatrix w = gates(gates, 21, width);
        Grid a = Grid.random(dtype, rows, 21, random);
        Grid init = Grid.random(dtype, rows, columns, random);
        Grid together = Grid.zeros(dtype, rows, columns);
        product(a, w, 0, columns, init, init.stride(), together);
        for (int row = 0; row < rows; row++) {
            Grid alone = Grid.zeros(dtype, 1, columns);
            product(row(a, row), w, 0, columns, row(init, row), 0, alone);
            alone.assertSameBits(row(together, row), kernels.name() + " row " + row + " of " + rows);
        }
    }

    @Test
    void gradientOfThreeGatesIsThatOfTwoCalls() {
        for (int rows : new int[] {0, 1, 2, 9, 128, 256, 257, 600}) {
            for (int m = 1; m <= 40; m += rows > 2 && rows < 257 ? 13 : 1) {
                checkGateOuter(rows, m, (1 + m % 4) * kernels.lanes(), m % 2 == 0);
            }
        }
        checkGateOuter(300, 5, 33 * kernels.lanes(), true);
        checkGateOuter(300, 17, 7 * kernels.lanes(), false);
        checkGateOuter(33, 5, kernels.pad(170), true); // 510 columns: the scalar set takes 512 at a time
        checkGateOuter(33, 5, kernels.pad(171), false);
    }

    private void checkGateOuter(int rows, int m, int width, boolean recurrent) {
        int last = (recurrent ? 3 : 2) * width;
        String what = kernels.name() + " addGateOuter of " + rows + " rows, m " + m + ", width " + width;
        Grid a = Grid.random(dtype, rows, m, random);
        Grid g = Grid.random(dtype, rows, 4 * width, random);
        Grid c = Grid.random(dtype, m, 3 * width, random);
        Grid expected = c.copy();
        addOuter(a, columns(g, 0, 2 * width), columns(expected, 0, 2 * width));
        addOuter(a, columns(g, last, last + width), columns(expected, 2 * width, 3 * width));

        kernels.addGateOuter(
                rows,
                a.tensor(),
                a.offset(),
                a.stride(),
                m,
                g.tensor(),
                g.offset(),
                g.stride(),
                width,
                last,
                c.tensor(),
                c.offset(),
                c.stride());
        c.assertSameBits(expected, what);
        c.assertOutsideUntouched(what);
    }

    private void addOuter(Grid a, Grid g, Grid c) {
        kernels.addOuter(
                a.rows(),
                a.tensor(),
                a.offset(),
                a.stride(),
                a.width(),
                g.tensor(),
                g.offset(),
                g.stride(),
                g.width(),
                c.tensor(),
                c.offset(),
                c.stride());
    }
}
