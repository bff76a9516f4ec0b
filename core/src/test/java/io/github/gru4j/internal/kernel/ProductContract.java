package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link KernelSet} promises about packing, products and sums; the naive sums in double are the oracle. */
abstract class ProductContract {

    private static final int[] ROWS = {0, 1, 2, 3, 5, 15};
    private static final int[] INNER = {0, 1, 2, 5, 17, 67};

    private final KernelSet kernels;
    private final DType dtype;
    private final int[] widths;
    private final Random random = new Random(20250301);

    ProductContract(KernelSet kernels) {
        this.kernels = kernels;
        this.dtype = kernels.dtype();
        int lanes = kernels.lanes();
        this.widths =
                new int[] {0, 1, lanes - 1, lanes, lanes + 1, 7, 2 * lanes, 3 * lanes, 4 * lanes, 4 * lanes + 3, 97};
    }

    private Tensor matrix(int rows, int columns) {
        Tensor matrix = Tensor.zeros(dtype, Shape.of(rows, columns));
        for (int i = 0; i < matrix.size(); i++) {
            matrix.setAt(i, random.nextGaussian());
        }
        return matrix;
    }

    private void multiply(Grid a, int inner, PackedMatrix w, int firstInner, int from, Grid init, Grid c) {
        kernels.matmul(
                c.rows(),
                a.tensor(),
                a.offset() + firstInner,
                a.stride(),
                inner,
                w,
                firstInner,
                from,
                from + c.width(),
                init.tensor(),
                init.offset(),
                init.stride(),
                c.tensor(),
                c.offset(),
                c.stride());
    }

    /** Element (k, j) of the matrix whose groups of columns are padded: zero in the padding. */
    private double padded(Tensor matrix, int columns, int groups, int k, int j) {
        int width = columns / groups;
        int group = j / kernels.pad(width);
        int column = j % kernels.pad(width);
        return column < width ? matrix.getAt(k * columns + group * width + column) : 0;
    }

    private void checkProduct(int rows, int inner, int width, int groups) {
        String what =
                kernels.name() + " " + rows + " rows, " + inner + " inner, " + groups + " x " + width + " columns";
        Tensor matrix = matrix(inner, groups * width);
        PackedMatrix w = kernels.pack(matrix, inner, groups * width, groups);
        assertThat(w.inner()).as(what).isEqualTo(inner);
        assertThat(w.paddedColumns()).as(what).isEqualTo(groups * kernels.pad(width));
        Grid a = Grid.random(dtype, rows, inner, random);
        Grid init = Grid.random(dtype, rows, w.paddedColumns(), random);
        Grid c = Grid.zeros(dtype, rows, w.paddedColumns());
        multiply(a, inner, w, 0, 0, init, c);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < c.width(); j++) {
                double expected = init.get(row, j);
                double magnitude = Math.abs(expected);
                for (int k = 0; k < inner; k++) {
                    double term = a.get(row, k) * padded(matrix, groups * width, groups, k, j);
                    expected += term;
                    magnitude += Math.abs(term);
                }
                Tolerance.check(what, c.get(row, j), expected, Tolerance.sum(dtype, inner, magnitude));
            }
        }
        c.assertOutsideUntouched(what);
    }

    @Test
    void productIsTheNaiveSumForEverySize() {
        for (int rows : ROWS) {
            for (int inner : INNER) {
                for (int width : widths) {
                    checkProduct(rows, inner, width, 1);
                }
            }
        }
    }

    @Test
    void gatesArePaddedOneByOne() {
        for (int width : widths) {
            checkProduct(1, 5, width, 3);
            checkProduct(9, 5, width, 3);
        }
    }

    @Test
    void widerThanAnyBlockIsStillTheNaiveSum() {
        checkProduct(3, 700, 421, 1);
        checkProduct(2, 150, 1100, 1);
        checkProduct(1, 700, 140, 3);
    }

    @Test
    void transposeRunsOverPaddedColumns() {
        for (int columns : widths) {
            for (int rows : new int[] {1, 5, kernels.lanes() + 1, 41}) {
                for (int groups : new int[] {1, 3}) {
                    checkTransposed(rows, columns, groups);
                }
            }
        }
    }

    private void checkTransposed(int rows, int width, int groups) {
        String what = kernels.name() + " transpose of " + rows + " x " + groups + " * " + width;
        Tensor matrix = matrix(rows, groups * width);
        PackedMatrix w = kernels.packTransposed(matrix, rows, groups * width, groups);
        int inner = groups * kernels.pad(width);
        assertThat(w.inner()).as(what).isEqualTo(inner);
        assertThat(w.paddedColumns()).as(what).isEqualTo(kernels.pad(rows));
        Grid a = Grid.random(dtype, 3, inner, random);
        Grid zero = Grid.zeros(dtype, 3, kernels.pad(rows));
        Grid c = Grid.random(dtype, 3, kernels.pad(rows), random);
        multiply(a, inner, w, 0, 0, zero, c);
        for (int row = 0; row < 3; row++) {
            for (int j = 0; j < c.width(); j++) {
                double expected = 0;
                double magnitude = 0;
                for (int k = 0; k < inner && j < rows; k++) {
                    double term = a.get(row, k) * padded(matrix, groups * width, groups, j, k);
                    expected += term;
                    magnitude += Math.abs(term);
                }
                Tolerance.check(what, c.get(row, j), expected, Tolerance.sum(dtype, inner, magnitude));
            }
        }
        c.assertOutsideUntouched(what);
    }

    @Test
    void whatIsPackedOverAnotherMatrixHidesIt() {
        int lanes = kernels.lanes();
        for (int groups : new int[] {1, 3}) {
            for (int width : new int[] {1, lanes, 4 * lanes - 1, 4 * lanes, 9 * lanes + 5}) {
                for (int inner : new int[] {1, 7, 130}) {
                    Tensor matrix = matrix(inner, groups * width);
                    Tensor before = matrix(inner, groups * width);
                    String what = kernels.name() + " " + inner + " x " + groups + " * " + width;
                    PackedMatrix old = kernels.pack(before, inner, groups * width, groups);
                    assertSameProduct(
                            kernels.pack(matrix, inner, groups * width, groups, old),
                            kernels.pack(matrix, inner, groups * width, groups),
                            what);
                    old = kernels.packTransposed(before, inner, groups * width, groups);
                    assertSameProduct(
                            kernels.packTransposed(matrix, inner, groups * width, groups, old),
                            kernels.packTransposed(matrix, inner, groups * width, groups),
                            what + " transposed");
                }
            }
        }
    }

    private void assertSameProduct(PackedMatrix actual, PackedMatrix expected, String what) {
        Grid a = Grid.random(dtype, 3, expected.inner(), random);
        Grid zero = Grid.zeros(dtype, 3, expected.paddedColumns());
        Grid c = Grid.zeros(dtype, 3, expected.paddedColumns());
        Grid of = Grid.zeros(dtype, 3, expected.paddedColumns());
        multiply(a, expected.inner(), expected, 0, 0, zero, of);
        multiply(a, expected.inner(), actual, 0, 0, zero, c);
        c.assertSameBits(of, what);
    }

    @Test
    void panelIsMultipliedWhereItLies() {
        int most = kernels.panelColumns();
        assertThat(most % kernels.lanes()).isZero();
        if (most == 0) {
            assertThatThrownBy(() -> kernels.panel(matrix(1, 1), 1, 1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("KernelSet: " + kernels.name() + " packs every right operand.");
        }
        for (int width = kernels.lanes(); width <= most; width += kernels.lanes()) {
            Tensor matrix = matrix(40, width); // the last rows belong to nobody
            PackedMatrix panel = kernels.panel(matrix, 37, width);
            assertThat(panel.inner()).isEqualTo(37);
            assertThat(panel.paddedColumns()).isEqualTo(width);
            for (int rows : new int[] {1, 2, 8, 13}) {
                Grid a = Grid.random(dtype, rows, 37, random);
                Grid init = Grid.random(dtype, rows, width, random);
                for (int from = 0; from < 37; from += 9) {
                    for (int k = 0; k < matrix.size(); k++) {
                        matrix.setAt(k, random.nextGaussian());
                    }
                    Grid expected = Grid.zeros(dtype, rows, width);
                    multiply(a, 37 - from, kernels.pack(matrix, 37, width, 1), from, 0, init, expected);
                    Grid c = Grid.zeros(dtype, rows, width);
                    multiply(a, 37 - from, panel, from, 0, init, c);
                    c.assertSameBits(expected, kernels.name() + " panel of " + width + " columns from row " + from);
                    c.assertOutsideUntouched("a panel");
                }
            }
        }
    }

    @Test
    void biasIsSharedByAllRowsWhenItsStrideIsZero() {
        int width = kernels.pad(37);
        PackedMatrix w = kernels.pack(matrix(11, 37), 11, 37, 1);
        Grid a = Grid.random(dtype, 7, 11, random);
        Grid bias = Grid.random(dtype, 1, width, random);
        Grid repeated = Grid.zeros(dtype, 7, width);
        for (int row = 0; row < 7; row++) {
            for (int j = 0; j < width; j++) {
                repeated.set(row, j, bias.get(0, j));
            }
        }
        Grid expected = Grid.zeros(dtype, 7, width);
        multiply(a, 11, w, 0, 0, repeated, expected);
        Grid c = Grid.zeros(dtype, 7, width);
        multiply(a, 11, w, 0, 0, new Grid(bias.tensor(), bias.offset(), 0, 7, width), c);
        c.assertSameBits(expected, "stride 0");
    }

    @Test
    void rowDoesNotDependOnTheNumberOfRows() {
        for (int width : new int[] {kernels.pad(1), 4 * kernels.lanes(), kernels.pad(100), kernels.pad(300)}) {
            int inner = 130;
            PackedMatrix w = kernels.pack(matrix(inner, width), inner, width, 1);
            Grid a = Grid.random(dtype, 19, inner, random);
            Grid init = Grid.random(dtype, 19, width, random);
            Grid together = Grid.zeros(dtype, 19, width);
            multiply(a, inner, w, 0, 0, init, together);
            for (int first = 0; first < 19; first++) {
                for (int rows = 1; first + rows <= 19; rows += 3) {
                    Grid part = Grid.zeros(dtype, rows, width);
                    multiply(from(a, first, rows), inner, w, 0, 0, from(init, first, rows), part);
                    part.assertSameBits(from(together, first, rows), rows + " rows from row " + first);
                }
            }
        }
    }

    private static Grid from(Grid grid, int row, int rows) {
        return new Grid(grid.tensor(), grid.at(row), grid.stride(), rows, grid.width());
    }

    @Test
    void rowsMayBeReadBackwards() {
        for (int groups : new int[] {1, 3}) {
            int width = groups * kernels.pad(groups == 1 ? 100 : 37);
            PackedMatrix w = kernels.pack(matrix(19, width), 19, width, groups);
            for (int rows : new int[] {1, 2, 7, 8, 9, 13, 127, 128, 129, 300}) {
                Grid a = Grid.random(dtype, rows, 19, random);
                Grid turned = Grid.zeros(dtype, rows, 19);
                for (int row = 0; row < rows; row++) {
                    for (int k = 0; k < 19; k++) {
                        turned.set(row, k, a.get(rows - 1 - row, k));
                    }
                }
                Grid init = Grid.random(dtype, rows, width, random);
                Grid expected = Grid.zeros(dtype, rows, width);
                multiply(turned, 19, w, 0, 0, init, expected);
                Grid c = Grid.zeros(dtype, rows, width);
                multiply(new Grid(a.tensor(), a.at(rows - 1), -a.stride(), rows, 19), 19, w, 0, 0, init, c);
                c.assertSameBits(expected, kernels.name() + " " + rows + " rows from the last");
                c.assertOutsideUntouched("rows from the last");
            }
        }
    }

    @Test
    void oneRowOfALargeMatrixIsTheNaiveSum() {
        checkProduct(1, 1100, 500, 1);
        checkProduct(2, 1100, 500, 1);
        checkProduct(1, 400, 450, 3);
    }

    @Test
    void columnRangeEqualsTheSameColumnsOfTheWhole() {
        int lanes = kernels.lanes();
        int width = 13 * lanes;
        PackedMatrix w = kernels.pack(matrix(29, width), 29, width, 1);
        for (int rows : new int[] {1, 6, 11}) {
            Grid a = Grid.random(dtype, rows, 29, random);
            Grid init = Grid.random(dtype, rows, width, random);
            Grid whole = Grid.zeros(dtype, rows, width);
            multiply(a, 29, w, 0, 0, init, whole);
            for (int from = 0; from < width; from += lanes) {
                for (int to = from; to <= width; to += lanes) {
                    Grid part = Grid.zeros(dtype, rows, to - from);
                    multiply(a, 29, w, 0, from, columns(init, from, to), part);
                    part.assertSameBits(columns(whole, from, to), "columns " + from + " to " + to);
                    part.assertOutsideUntouched("columns " + from + " to " + to);
                }
            }
        }
    }

    private static Grid columns(Grid grid, int from, int to) {
        return new Grid(grid.tensor(), grid.offset() + from, grid.stride(), grid.rows(), to - from);
    }

    @Test
    void sumMeetsItsInitialValueAtOneEndOfTheChain() {
        boolean atTheEnd = kernels.name().startsWith("vector");
        int inner = 23;
        for (int rows : new int[] {1, 2, 5, 8}) {
            int width = kernels.pad(50);
            PackedMatrix w = kernels.pack(matrix(inner, 50), inner, 50, 1);
            Grid a = Grid.random(dtype, rows, inner, random);
            Grid init = Grid.random(dtype, rows, width, random);
            Grid whole = Grid.zeros(dtype, rows, width);
            multiply(a, inner, w, 0, 0, init, whole);
            for (int split = 0; split <= inner; split++) {
                Grid c = Grid.zeros(dtype, rows, width);
                multiply(a, split, w, 0, 0, init, c);
                Grid expected = atTheEnd ? sum(c, product(a, inner - split, w, split, rows, width)) : whole;
                multiply(a, inner - split, w, split, 0, c, c);
                c.assertSameBits(expected, "split at " + split);
            }
        }
    }

    private Grid product(Grid a, int inner, PackedMatrix w, int firstInner, int rows, int width) {
        Grid product = Grid.zeros(dtype, rows, width);
        multiply(a, inner, w, firstInner, 0, product, product);
        return product;
    }

    /** A sum in float64 of two float32 numbers, rounded to float32, is their sum in float32. */
    private Grid sum(Grid a, Grid b) {
        Grid sum = Grid.zeros(dtype, a.rows(), a.width());
        for (int row = 0; row < a.rows(); row++) {
            for (int j = 0; j < a.width(); j++) {
                sum.set(row, j, a.get(row, j) + b.get(row, j));
            }
        }
        return sum;
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

    @Test
    void outerProductsAreAddedToWhatIsThere() {
        for (int rows : new int[] {0, 1, 3, 34, 301}) {
            for (int m : new int[] {0, 1, 2, 5, 15}) {
                for (int width : widths) {
                    checkOuter(rows, m, width);
                }
            }
        }
        checkOuter(40, 3, 1100); // wider than any block
        for (int m = 1; m <= 40; m++) {
            checkOuter(300, m, 2 * kernels.lanes() + 1); // longer than any block
        }
        checkOuter(5, 2053, 3); // higher than any block
    }

    private void checkOuter(int rows, int m, int width) {
        Grid a = Grid.random(dtype, rows, m, random);
        Grid g = Grid.random(dtype, rows, kernels.pad(width), random);
        Grid c = Grid.random(dtype, m, kernels.pad(width), random);
        Grid before = c.copy();
        addOuter(a, g, c);
        String what = kernels.name() + " outer " + rows + " x " + m + " x " + width;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < g.width(); j++) {
                double expected = before.get(i, j);
                double magnitude = Math.abs(expected);
                for (int row = 0; row < rows; row++) {
                    expected += a.get(row, i) * g.get(row, j);
                    magnitude += Math.abs(a.get(row, i) * g.get(row, j));
                }
                Tolerance.check(what, c.get(i, j), expected, Tolerance.sum(dtype, rows, magnitude));
            }
        }
        c.assertOutsideUntouched(what);
    }

    @Test
    void outerProductsAddedInPartsEqualThoseAddedAtOnce() {
        int width = kernels.pad(700);
        Grid a = Grid.random(dtype, 150, 9, random);
        Grid g = Grid.random(dtype, 150, width, random);
        Grid whole = Grid.random(dtype, 9, width, random);
        Grid before = whole.copy();
        addOuter(a, g, whole);
        for (int split = 0; split <= 150; split += 25) {
            Grid c = before.copy();
            addOuter(from(a, 0, split), from(g, 0, split), c);
            addOuter(from(a, split, 150 - split), from(g, split, 150 - split), c);
            c.assertSameBits(whole, "split at " + split);
        }
    }

    @Test
    void columnSumsAreAddedInRowOrder() {
        for (int rows : new int[] {0, 1, 5, 33}) {
            for (int width : widths) {
                Grid g = Grid.random(dtype, rows, width, random);
                Grid sums = Grid.random(dtype, 1, width, random);
                Grid expected = sums.copy();
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < width; j++) {
                        expected.set(0, j, expected.get(0, j) + g.get(row, j)); // rounded to the type at every step
                    }
                }
                kernels.addColumnSums(rows, width, g.tensor(), g.offset(), g.stride(), sums.tensor(), sums.offset());
                sums.assertSameBits(expected, rows + " rows of " + width);
                sums.assertOutsideUntouched("column sums");
            }
        }
    }
}
