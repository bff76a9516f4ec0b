package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A warmed call allocates nothing. For the vector set this is also the cheapest proof that C2 compiled a kernel to vector
 * instructions: where it gives up inlining, every vector becomes an object.
 */
class KernelAllocationTest {

    private static final int CALLS = 500;

    /** Enough for the compiler to finish in the background, also on a busy machine; a boxing kernel never gets there. */
    private static final int MAX_ROUNDS = 2_000;

    private static final int WIDTH = 32;

    static Iterable<KernelSet> float32() {
        return Kernels.available().stream()
                .filter(set -> set.dtype() == DType.FLOAT32)
                .toList();
    }

    private static void assertSettlesAtZero(String what, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        int clean = 0;
        long allocated = 0;
        for (int round = 0; round < MAX_ROUNDS && clean < 3; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = threads.getThreadAllocatedBytes(self) - before;
            clean = allocated == 0 ? clean + 1 : 0;
        }
        assertThat(allocated).as("bytes in %d calls of %s", CALLS, what).isZero();
        assertThat(clean).as("rounds of %s in a row without allocation", what).isEqualTo(3);
    }

    private static Tensor buffer(int size) {
        return Tensor.full(DType.FLOAT32, Shape.of(size), 0.25);
    }

    @ParameterizedTest
    @MethodSource("float32")
    void productsAllocateNothing(KernelSet set) {
        int inner = 16;
        // All widths of tiles: 1, 2, 3, 4, 6 and 8 vectors of columns.
        for (int vectors : new int[] {1, 2, 3, 4, 6, 8}) {
            int width = vectors * set.lanes();
            PackedMatrix w = set.pack(buffer(inner * width), inner, width, 1);
            Tensor a = buffer(32 * inner);
            Tensor init = buffer(width);
            Tensor c = buffer(32 * width);
            for (int rows : new int[] {1, 2, 4, 32}) {
                assertSettlesAtZero(
                        set.name() + " matmul of " + rows + " rows and " + width + " columns",
                        () -> set.matmul(rows, a, 0, inner, inner, w, 0, 0, width, init, 0, 0, c, 0, width));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("float32")
    void sumsAllocateNothing(KernelSet set) {
        Tensor a = buffer(20 * 9);
        Tensor g = buffer(20 * WIDTH);
        Tensor c = buffer(9 * WIDTH);
        assertSettlesAtZero(
                set.name() + " addOuter", () -> set.addOuter(20, a, 0, 9, 9, g, 0, WIDTH, WIDTH, c, 0, WIDTH));
        assertSettlesAtZero(set.name() + " addColumnSums", () -> set.addColumnSums(20, WIDTH - 1, g, 0, WIDTH, c, 0));
    }

    @ParameterizedTest
    @MethodSource("float32")
    void recurrentProductsAllocateNothing(KernelSet set) {
        int inner = 16;
        for (int vectors : new int[] {1, 2, 3}) {
            int width = vectors * set.lanes();
            PackedMatrix w = set.pack(buffer(inner * 3 * width), inner, 3 * width, 3);
            Tensor h = buffer(32 * inner);
            Tensor bias = buffer(3 * width);
            Tensor g = buffer(32 * 4 * width);
            for (int rows : new int[] {1, 2, 9, 32}) {
                assertSettlesAtZero(
                        set.name() + " gruProducts of " + rows + " rows and width " + width,
                        () -> set.gruProducts(rows, h, 0, inner, inner, w, bias, g, 0, 4 * width));
                assertSettlesAtZero(
                        set.name() + " gruRowSums of " + rows + " rows and width " + width,
                        () -> set.gruRowSums(rows, h, 0, inner, w, bias, h, 0, inner, w, bias, g, 0, 4 * width));
            }
            assertSettlesAtZero(
                    set.name() + " gruSums of width " + width,
                    () -> set.gruSums(h, 0, w, bias, h, inner, w, bias, g, 0));
        }
        for (int vectors : new int[] {1, 2, 3, 4}) {
            int width = vectors * set.lanes();
            PackedMatrix w = set.pack(buffer(inner * 3 * width), inner, 3 * width, 3);
            PackedMatrix u = set.pack(buffer(inner * 2 * width), inner, 2 * width, 2);
            Tensor h = buffer(2 * inner);
            Tensor bias = buffer(3 * width);
            Tensor g = buffer(3 * width);
            assertSettlesAtZero(
                    set.name() + " gruFirstSums of width " + width,
                    () -> set.gruFirstSums(h, 0, w, bias, h, inner, u, g, 0));
            assertSettlesAtZero(
                    set.name() + " matmul of one row and two gates of width " + width,
                    () -> set.matmul(1, h, 0, inner, inner, u, 0, 0, 2 * width, g, 0, 0, g, 0, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("float32")
    void gradientsOfGatesAllocateNothing(KernelSet set) {
        Tensor a = buffer(20 * 9);
        Tensor g = buffer(20 * 4 * WIDTH);
        Tensor c = buffer(9 * 3 * WIDTH);
        for (int m : new int[] {1, 8, 9}) {
            assertSettlesAtZero(
                    set.name() + " addGateOuter of " + m + " rows",
                    () -> set.addGateOuter(20, a, 0, 9, m, g, 0, 4 * WIDTH, WIDTH, 3 * WIDTH, c, 0, 3 * WIDTH));
        }
    }

    @ParameterizedTest
    @MethodSource("float32")
    void blocksAllocateNothing(KernelSet set) {
        int size = set.gateBlockSize(20, WIDTH);
        if (size == 0) { // a set without blocks
            assertThat(set.name()).doesNotStartWith("vector");
            return;
        }
        Tensor block = buffer(size);
        Tensor g = buffer(20 * 4 * WIDTH);
        Tensor d = buffer(20 * 4 * WIDTH);
        Tensor h = buffer(20 * WIDTH);
        Tensor dh = buffer(20 * WIDTH);
        Tensor c = buffer(9 * 3 * WIDTH);
        int stride = 4 * WIDTH;
        for (Tensor next : new @Nullable Tensor[] {null, h}) {
            assertSettlesAtZero(
                    set.name() + " gruBlockBackward",
                    () -> set.gruBlockBackward(
                            20, WIDTH, g, 0, stride, h, 0, WIDTH, next, 0, WIDTH, dh, 0, WIDTH, d, 0, block, 0, 20));
        }
        for (int m : new int[] {1, 8, 9}) {
            assertSettlesAtZero(
                    set.name() + " addBlockOuter of " + m + " rows",
                    () -> set.addBlockOuter(20, h, 0, 9, 5, 45, m, block, 20, WIDTH, true, c, 0, 3 * WIDTH));
        }
        assertSettlesAtZero(set.name() + " addBlockSums", () -> set.addBlockSums(20, block, 20, WIDTH, c, 0));
    }

    @ParameterizedTest
    @MethodSource("float32")
    void gatesAllocateNothing(KernelSet set) {
        Tensor g = buffer(2 * 3 * WIDTH);
        Tensor rh = buffer(2 * WIDTH);
        Tensor h = buffer(2 * WIDTH);
        Tensor other = buffer(2 * WIDTH);
        assertSettlesAtZero(
                set.name() + " gruGates",
                () -> set.gruGates(2, WIDTH, g, 0, 3 * WIDTH, rh, 0, WIDTH, h, 0, WIDTH, other, 0, WIDTH));
        assertSettlesAtZero(
                set.name() + " gruGatesBackward",
                () -> set.gruGatesBackward(2, WIDTH, g, 0, 3 * WIDTH, rh, 0, WIDTH, h, 0, WIDTH, other, 0, WIDTH));
        assertSettlesAtZero(
                set.name() + " gruReset", () -> set.gruReset(2, WIDTH, g, 0, 3 * WIDTH, h, 0, WIDTH, rh, 0, WIDTH));
        assertSettlesAtZero(
                set.name() + " gruUpdate",
                () -> set.gruUpdate(2, WIDTH, g, 0, 3 * WIDTH, h, 0, WIDTH, other, 0, WIDTH));
        assertSettlesAtZero(set.name() + " sigmoid", () -> set.sigmoid(2 * WIDTH - 1, h, 0, other, 0));
        assertSettlesAtZero(set.name() + " tanh", () -> set.tanh(2 * WIDTH - 1, h, 0, other, 0));
    }
}
