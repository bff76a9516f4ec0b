package io.github.gru4j.internal.kernel.vector;

import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.PackedMatrix;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The float32 set on the Vector API: takes the arrays out of the tensors and hands them to the kernels of this package.
 * Safe to share between threads; each thread that calls it keeps copies of operands.
 */
public final class VectorKernels implements KernelSet {

    private static final int LANES = Species.FLOATS.length();

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /**
     * The set of the width that {@link Species} chose.
     *
     * @throws UnsupportedOperationException if this machine cannot run it in hardware, with the reason as its message
     */
    public VectorKernels() {
        Species.check();
    }

    @Override
    public String name() {
        return "vector-" + Species.FLOATS.vectorBitSize();
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public PackedMatrix pack(Tensor matrix, int inner, int columns, int groups) {
        return pack(matrix, inner, columns, groups, null);
    }

    @Override
    public PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups) {
        return packTransposed(matrix, rows, columns, groups, null);
    }

    @Override
    public PackedMatrix pack(Tensor matrix, int inner, int columns, int groups, @Nullable PackedMatrix over) {
        return PackedPanels.of(matrix.floats(), inner, columns, groups, (PackedPanels) over);
    }

    @Override
    public PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups, @Nullable PackedMatrix over) {
        return PackedPanels.ofTransposed(matrix.floats(), rows, columns, groups, (PackedPanels) over);
    }

    @Override
    public int panelColumns() {
        return PackedPanels.VECTORS * LANES;
    }

    @Override
    public PackedMatrix panel(Tensor matrix, int inner, int columns) {
        return new PackedPanels(matrix.floats(), inner, columns, 1); // the only panel, of all columns
    }

    @Override
    public void matmul(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int inner,
            PackedMatrix w,
            int firstInner,
            int from,
            int to,
            Tensor init,
            int initOffset,
            int initStride,
            Tensor c,
            int cOffset,
            int cStride) {
        VectorMatmul.multiply(
                rows,
                a.floats(),
                aOffset,
                aStride,
                inner,
                (PackedPanels) w,
                firstInner,
                from,
                to,
                init.floats(),
                initOffset,
                initStride,
                c.floats(),
                cOffset,
                cStride);
    }

    @Override
    public void gruProducts(
            int rows,
            Tensor h,
            int hOffset,
            int hStride,
            int inner,
            PackedMatrix w,
            Tensor bias,
            Tensor g,
            int gOffset,
            int gStride) {
        PackedPanels panels = (PackedPanels) w;
        if (rows == 1) {
            // Steps of a sequence lie one after another: every other one begins with what the last one left in the
            // cache.
            boolean backwards = gStride > 0 && gOffset / gStride % 2 != 0;
            VectorMatmul.gruProducts(h.floats(), hOffset, panels, bias.floats(), g.floats(), gOffset, backwards);
            return;
        }
        int width = panels.paddedColumns() / panels.groups();
        VectorMatmul.multiply(
                rows,
                h.floats(),
                hOffset,
                hStride,
                inner,
                panels,
                0,
                0,
                3 * width,
                g.floats(),
                gOffset,
                gStride,
                bias.floats(),
                0,
                0,
                g.floats(),
                gOffset,
                gStride,
                3 * width);
    }

    @Override
    public void gruSums(
            Tensor x,
            int xOffset,
            PackedMatrix kernel,
            Tensor bias,
            Tensor h,
            int hOffset,
            PackedMatrix recurrent,
            Tensor recurrentBias,
            Tensor g,
            int gOffset) {
        VectorMatmul.gruSums(
                x.floats(),
                xOffset,
                (PackedPanels) kernel,
                bias.floats(),
                h.floats(),
                hOffset,
                (PackedPanels) recurrent,
                recurrentBias.floats(),
                g.floats(),
                gOffset);
    }

    @Override
    public void gruFirstSums(
            Tensor x,
            int xOffset,
            PackedMatrix kernel,
            Tensor bias,
            Tensor h,
            int hOffset,
            PackedMatrix recurrent,
            Tensor g,
            int gOffset) {
        VectorMatmul.gruFirstSums(
                x.floats(),
                xOffset,
                (PackedPanels) kernel,
                bias.floats(),
                h.floats(),
                hOffset,
                (PackedPanels) recurrent,
                g.floats(),
                gOffset);
    }

    @Override
    public void gruRowSums(
            int rows,
            Tensor x,
            int xOffset,
            int xStride,
            PackedMatrix kernel,
            Tensor bias,
            Tensor h,
            int hOffset,
            int hStride,
            PackedMatrix recurrent,
            Tensor recurrentBias,
            Tensor g,
            int gOffset,
            int gStride) {
        PackedPanels w = (PackedPanels) kernel;
        PackedPanels u = (PackedPanels) recurrent;
        if (w.values().length + u.values().length > VectorSums.MOST_WEIGHTS) {
            KernelSet.super.gruRowSums(
                    rows,
                    x,
                    xOffset,
                    xStride,
                    kernel,
                    bias,
                    h,
                    hOffset,
                    hStride,
                    recurrent,
                    recurrentBias,
                    g,
                    gOffset,
                    gStride);
            return;
        }
        VectorSums.add(
                rows,
                x.floats(),
                xOffset,
                xStride,
                w,
                bias.floats(),
                h.floats(),
                hOffset,
                hStride,
                u,
                recurrentBias.floats(),
                g.floats(),
                gOffset,
                gStride);
    }

    @Override
    public void addOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int n,
            Tensor c,
            int cOffset,
            int cStride) {
        addOuter(rows, a, aOffset, aStride, m, g, gOffset, gStride, 1, n, 0, c, cOffset, cStride);
    }

    @Override
    public void addGateOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int width,
            int last,
            Tensor c,
            int cOffset,
            int cStride) {
        addOuter(rows, a, aOffset, aStride, m, g, gOffset, gStride, 3, width, last, c, cOffset, cStride);
    }

    private void addOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int m,
            Tensor g,
            int gOffset,
            int gStride,
            int groups,
            int width,
            int last,
            Tensor c,
            int cOffset,
            int cStride) {
        VectorOuter.add(
                scratch.get(),
                rows,
                a.floats(),
                aOffset,
                aStride,
                m,
                g.floats(),
                gOffset,
                gStride,
                groups,
                width / LANES,
                last,
                c.floats(),
                cOffset,
                cStride);
    }

    @Override
    public void addColumnSums(int rows, int n, Tensor g, int gOffset, int gStride, Tensor out, int outOffset) {
        VectorActivations.addColumnSums(rows, n, g.floats(), gOffset, gStride, out.floats(), outOffset);
    }

    @Override
    public void sigmoid(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        VectorActivations.sigmoid(n, x.floats(), xOffset, y.floats(), yOffset);
    }

    @Override
    public void tanh(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        VectorActivations.tanh(n, x.floats(), xOffset, y.floats(), yOffset);
    }

    @Override
    public void gruGates(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor rh,
            int rhOffset,
            int rhStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            Tensor hNext,
            int hNextOffset,
            int hNextStride) {
        VectorGates.forward(
                rows,
                width,
                g.floats(),
                gOffset,
                gStride,
                rh.floats(),
                rhOffset,
                rhStride,
                hPrev.floats(),
                hPrevOffset,
                hPrevStride,
                hNext.floats(),
                hNextOffset,
                hNextStride);
    }

    @Override
    public void gruReset(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor h,
            int hOffset,
            int hStride,
            Tensor rh,
            int rhOffset,
            int rhStride) {
        for (int row = 0; row < rows; row++) {
            VectorResetGates.reset(
                    width,
                    g.floats(),
                    gOffset + row * gStride + width,
                    h.floats(),
                    hOffset + row * hStride,
                    rh.floats(),
                    rhOffset + row * rhStride);
        }
    }

    @Override
    public void gruUpdate(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            Tensor hNext,
            int hNextOffset,
            int hNextStride) {
        for (int row = 0; row < rows; row++) {
            VectorResetGates.update(
                    width,
                    g.floats(),
                    gOffset + row * gStride,
                    hPrev.floats(),
                    hPrevOffset + row * hPrevStride,
                    hNext.floats(),
                    hNextOffset + row * hNextStride);
        }
    }

    @Override
    public void gruGatesBackward(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor rh,
            int rhOffset,
            int rhStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            Tensor dh,
            int dhOffset,
            int dhStride) {
        for (int row = 0; row < rows; row++) {
            VectorGates.backward(
                    width,
                    g.floats(),
                    gOffset + row * gStride,
                    rh.floats(),
                    rhOffset + row * rhStride,
                    hPrev.floats(),
                    hPrevOffset + row * hPrevStride,
                    dh.floats(),
                    dhOffset + row * dhStride);
        }
    }

    @Override
    public int gateBlockSize(int rows, int width) {
        return VectorGateBlock.size(rows, width);
    }

    @Override
    public void gruBlockBackward(
            int rows,
            int width,
            Tensor g,
            int gOffset,
            int gStride,
            Tensor hPrev,
            int hPrevOffset,
            int hPrevStride,
            @Nullable Tensor dNext,
            int dNextOffset,
            int dNextStride,
            Tensor dh,
            int dhOffset,
            int dhStride,
            Tensor d,
            int dOffset,
            Tensor block,
            int blockRow,
            int blockRows) {
        if (dNext != null) {
            VectorGateBlock.add(rows, width, dNext.floats(), dNextOffset, dNextStride, dh.floats(), dhOffset, dhStride);
        }
        for (int row = 0; row < rows; row++) {
            int dhAt = dhOffset + row * dhStride;
            VectorGateBlock.backward(
                    width,
                    g.floats(),
                    gOffset + row * gStride,
                    hPrev.floats(),
                    hPrevOffset + row * hPrevStride,
                    dh.floats(),
                    dhAt,
                    d.floats(),
                    dOffset + row * 4 * width,
                    block.floats(),
                    blockRow + row,
                    blockRows);
        }
    }

    @Override
    public void addBlockOuter(
            int rows,
            Tensor a,
            int aOffset,
            int aStride,
            int run,
            int runStride,
            int m,
            Tensor block,
            int blockRows,
            int width,
            boolean recurrent,
            Tensor c,
            int cOffset,
            int cStride) {
        VectorOuter.addBlock(
                scratch.get(),
                rows,
                a.floats(),
                aOffset,
                aStride,
                run,
                runStride,
                m,
                block.floats(),
                blockRows,
                width,
                recurrent,
                c.floats(),
                cOffset,
                cStride);
    }

    @Override
    public void addBlockSums(int rows, Tensor block, int blockRows, int width, Tensor out, int outOffset) {
        VectorGateBlock.addSums(rows, block.floats(), blockRows, width, out.floats(), outOffset);
    }
}
