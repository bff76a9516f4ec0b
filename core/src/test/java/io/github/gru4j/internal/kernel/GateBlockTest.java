package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of gradients give the bits of the calls that they stand for; a set without blocks refuses. */
class GateBlockTest {

    private static final int STEPS = 3;
    private static final int BATCH = 100; // three steps are more than a sum takes at a time
    private static final int ROWS = STEPS * BATCH;
    private static final int[] VECTORS = {1, 2, 5};

    private final Random random = new Random(20261123);

    static List<KernelSet> sets() {
        return Kernels.available();
    }

    private static boolean hasNone(KernelSet kernels) {
        return kernels.gateBlockSize(ROWS, kernels.lanes()) == 0;
    }

    private static void assertRefused(KernelSet kernels, ThrowingCallable call) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(call)
                .withMessage("KernelSet: " + kernels.name() + " has no blocks.");
    }

    /** Fills a block step by step, the last one first, and returns what {@link KernelSet#gruGatesBackward} makes of the gates. */
    private Grid fill(KernelSet kernels, int width, Tensor block, boolean further) {
        Grid g = Grid.random(kernels.dtype(), ROWS, 4 * width, random);
        Grid h = Grid.random(kernels.dtype(), ROWS, width, random);
        Grid next = Grid.random(kernels.dtype(), ROWS, width, random);
        Grid expected = g.copy();
        Grid before = g.copy();
        for (int step = STEPS - 1; step >= 0; step--) {
            int first = step * BATCH;
            Grid dh = Grid.random(kernels.dtype(), BATCH, width, random);
            Grid expectedDh = dh.copy();
            for (int row = 0; row < BATCH && further; row++) {
                Elementwise.add(width, next.tensor(), next.at(first + row), expectedDh.tensor(), expectedDh.at(row));
            }
            kernels.gruGatesBackward(
                    BATCH,
                    width,
                    expected.tensor(),
                    expected.at(first),
                    expected.stride(),
                    expected.tensor(),
                    expected.at(first) + 3 * width,
                    expected.stride(),
                    h.tensor(),
                    h.at(first),
                    h.stride(),
                    expectedDh.tensor(),
                    expectedDh.offset(),
                    expectedDh.stride());

            Tensor d = Tensor.zeros(kernels.dtype(), Shape.of(3 + BATCH * 4 * width));
            kernels.gruBlockBackward(
                    BATCH,
                    width,
                    g.tensor(),
                    g.at(first),
                    g.stride(),
                    h.tensor(),
                    h.at(first),
                    h.stride(),
                    further ? next.tensor() : null,
                    next.at(first),
                    next.stride(),
                    dh.tensor(),
                    dh.offset(),
                    dh.stride(),
                    d,
                    3,
                    block,
                    first,
                    ROWS);
            dh.assertSameBits(expectedDh, "the gradient of the state");
            dh.assertOutsideUntouched("the gradient of the state");
            new Grid(d, 3, 4 * width, BATCH, 4 * width)
                    .assertSameBits(
                            new Grid(expected.tensor(), expected.at(first), expected.stride(), BATCH, 4 * width),
                            "the gradients of the gates");
        }
        g.assertSameBits(before, "the gates are only read");
        return expected;
    }

    @ParameterizedTest
    @MethodSource("sets")
    void outerProductsAndSumsAreThoseOfTheGates(KernelSet kernels) {
        if (hasNone(kernels)) {
            Tensor any = Tensor.zeros(kernels.dtype(), Shape.of(1));
            assertRefused(
                    kernels,
                    () -> kernels.gruBlockBackward(
                            0, 0, any, 0, 0, any, 0, 0, null, 0, 0, any, 0, 0, any, 0, any, 0, 0));
            assertRefused(kernels, () -> kernels.addBlockOuter(0, any, 0, 0, 1, 0, 0, any, 0, 0, false, any, 0, 0));
            assertRefused(kernels, () -> kernels.addBlockSums(0, any, 0, 0, any, 0));
            return;
        }
        for (int vectors : VECTORS) {
            int width = vectors * kernels.lanes();
            Tensor block = Tensor.full(kernels.dtype(), Shape.of(kernels.gateBlockSize(ROWS, width)), 1e30);
            Grid gates = fill(kernels, width, block, vectors != 2);
            for (int rows : new int[] {0, 1, BATCH, 256, 257, ROWS}) {
                for (int m : new int[] {0, 1, 8, 13, 1030}) {
                    checkOuter(kernels, gates, block, rows, m, width);
                }
                checkSums(kernels, gates, block, rows, width);
            }
        }
    }

    /** The left operand lies as inputs do: a step of rows far apart, and the next step beside it, ahead or behind. */
    private void checkOuter(KernelSet kernels, Grid gates, Tensor block, int rows, int m, int width) {
        Grid inputs = Grid.random(kernels.dtype(), BATCH, STEPS * m, random);
        for (boolean recurrent : new boolean[] {false, true}) {
            String what = kernels.name() + " addBlockOuter of " + rows + " rows, m " + m + ", width " + width;
            Grid a = Grid.zeros(kernels.dtype(), rows, m);
            for (int row = 0; row < rows; row++) {
                int from = inputs.at(row % BATCH) + (recurrent ? row / BATCH : STEPS - 1 - row / BATCH) * m;
                Tensor.copyRange(inputs.tensor(), from, a.tensor(), a.at(row), m);
            }
            Grid c = Grid.random(kernels.dtype(), m, 3 * width, random);
            Grid expected = c.copy();
            kernels.addGateOuter(
                    rows,
                    a.tensor(),
                    a.offset(),
                    a.stride(),
                    m,
                    gates.tensor(),
                    gates.offset(),
                    gates.stride(),
                    width,
                    (recurrent ? 3 : 2) * width,
                    expected.tensor(),
                    expected.offset(),
                    expected.stride());
            kernels.addBlockOuter(
                    rows,
                    inputs.tensor(),
                    inputs.offset() + (recurrent ? 0 : (STEPS - 1) * m),
                    inputs.stride(),
                    BATCH,
                    recurrent ? m : -m,
                    m,
                    block,
                    ROWS,
                    width,
                    recurrent,
                    c.tensor(),
                    c.offset(),
                    c.stride());
            c.assertSameBits(expected, what);
            c.assertOutsideUntouched(what);
        }
    }

    private void checkSums(KernelSet kernels, Grid gates, Tensor block, int rows, int width) {
        Grid sums = Grid.random(kernels.dtype(), 1, 4 * width, random);
        Grid expected = sums.copy();
        kernels.addColumnSums(
                rows, 4 * width, gates.tensor(), gates.offset(), gates.stride(), expected.tensor(), expected.offset());
        kernels.addBlockSums(rows, block, ROWS, width, sums.tensor(), sums.offset());
        sums.assertSameBits(expected, kernels.name() + " addBlockSums of " + rows + " rows, width " + width);
        sums.assertOutsideUntouched(kernels.name() + " addBlockSums");
    }
}
