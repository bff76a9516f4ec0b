package io.github.gru4j.layer.rnn;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a gated recurrent unit, forward and backward, for all rows of a batch.
 *
 * <pre>
 *   z = σ(x·Wz + h·Uz + bz)        r = σ(x·Wr + h·Ur + br)
 *   hh = φ(x·Wh + bh + r ∘ (h·Uh + ch))     reset after the product
 *   hh = φ(x·Wh + bh + (r ∘ h)·Uh)          reset before the product
 *   h' = z ∘ h + (1 − z) ∘ hh
 * </pre>
 *
 * <p>σ is the recurrent activation and φ the activation. Cho et al., 2014 (arXiv:1406.1078) define the variant that
 * resets before; Keras's {@code layers/rnn/gru.py} both.
 */
/*
 * All buffers are rows of one work tensor, padded to the kernel set's lanes (width w):
 *
 *   g    (rows, 4w)  z | r | h | rh.
 *        z | r | h   in: x·W + b, from the projection; after forward: the values z | r | hh;
 *                    after backward: the gradients of the three sums, dz | dr | dhh
 *        rh          after forward: h·Uh + ch (reset after) or r ∘ h (reset before);
 *                    after backward: the gradient of h·Uh + ch (reset after); unchanged (reset before)
 *   pre  (rows, 3w)  the three sums before their activation, kept only where a derivative needs them
 *
 * The recurrent products of z and r are added to what the projection gave, so that one sequence of operations gives each
 * sum, whether a sequence or a single step is computed.
 *
 * With recurrent dropout each gate sees its own masked state h ∘ mask; the last line always uses h itself.
 */
final class GRUMath {

    /** The plane of g that holds the recurrent part of the candidate. */
    private static final int RECURRENT = 3;

    /** The value of {@code pre} when no derivative needs the sums. */
    static final int NO_PRE = -1;

    private GRUMath() {}

    /**
     * Computes h' from h and the projected input.
     *
     * @param w weights
     * @param rows batch
     * @param work holds g and pre
     * @param g where g begins
     * @param pre where pre begins, or {@link #NO_PRE}
     * @param h the state before the step: row r at {@code hOffset + r * hStride}
     * @param next the state after the step: row r at {@code nextOffset + r * nextStride}; may be {@code h}, same place
     * @param dropout masks of the state per gate, or null
     */
    static void forward(
            PackedGRU w,
            int rows,
            Tensor work,
            int g,
            int pre,
            Tensor h,
            int hOffset,
            int hStride,
            Tensor next,
            int nextOffset,
            int nextStride,
            @Nullable RecurrentDropout dropout) {
        KernelSet k = w.kernels;
        int width = w.width;
        int stride = PackedGRU.PLANES * width;
        int rh = g + RECURRENT * width;

        if (dropout == null && w.resetAfter) {
            k.gruProducts(rows, h, hOffset, hStride, w.units, w.recurrent, w.candidateBias, work, g, stride);
        } else if (dropout == null) {
            k.matmul(
                    rows, h, hOffset, hStride, w.units, w.recurrent, 0, 0, 2 * width, work, g, stride, work, g, stride);
        } else {
            for (int gate = 0; gate < 2; gate++) {
                Tensor masked = dropout.masked(gate, h, hOffset, hStride);
                int column = gate * width;
                k.matmul(
                        rows,
                        masked,
                        0,
                        width,
                        w.units,
                        w.recurrent,
                        0,
                        column,
                        column + width,
                        work,
                        g + column,
                        stride,
                        work,
                        g + column,
                        stride);
            }
        }

        if (w.resetAfter && dropout != null) {
            Tensor masked = dropout.masked(2, h, hOffset, hStride);
            k.matmul(
                    rows,
                    masked,
                    0,
                    width,
                    w.units,
                    w.recurrent,
                    0,
                    2 * width,
                    3 * width,
                    w.candidateBias,
                    0,
                    0,
                    work,
                    rh,
                    stride);
        }
        gates(w, rows, work, g, pre, h, hOffset, hStride, next, nextOffset, nextStride, dropout);
    }

    /** What follows the products of the state, see {@link #forward}; before the reset, the candidate's product is left. */
    static void gates(
            PackedGRU w,
            int rows,
            Tensor work,
            int g,
            int pre,
            Tensor h,
            int hOffset,
            int hStride,
            Tensor next,
            int nextOffset,
            int nextStride,
            @Nullable RecurrentDropout dropout) {
        KernelSet k = w.kernels;
        int width = w.width;
        int stride = PackedGRU.PLANES * width;
        int rh = g + RECURRENT * width;
        int candidate = g + 2 * width;
        if (w.resetAfter) {
            if (w.fused) {
                k.gruGates(
                        rows,
                        width,
                        work,
                        g,
                        stride,
                        work,
                        rh,
                        stride,
                        h,
                        hOffset,
                        hStride,
                        next,
                        nextOffset,
                        nextStride);
                return;
            }
            activate(w.recurrentActivation, rows, 2, w, work, g, pre);
            for (int row = 0; row < rows; row++) {
                int r = g + row * stride + width;
                Elementwise.addProduct(width, work, r, work, rh + row * stride, work, candidate + row * stride);
            }
        } else {
            if (w.fused) {
                k.gruReset(rows, width, work, g, stride, h, hOffset, hStride, work, rh, stride);
            } else {
                activate(w.recurrentActivation, rows, 2, w, work, g, pre);
                for (int row = 0; row < rows; row++) {
                    int r = g + row * stride + width;
                    Elementwise.multiply(w.units, work, r, h, hOffset + row * hStride, work, rh + row * stride);
                }
            }
            for (int row = 0; row < rows && dropout != null; row++) {
                int target = rh + row * stride;
                Elementwise.multiply(w.units, work, target, dropout.mask(2), row * w.units, work, target);
            }
            k.matmul(
                    rows,
                    work,
                    rh,
                    stride,
                    w.units,
                    w.candidate,
                    0,
                    0,
                    width,
                    work,
                    candidate,
                    stride,
                    work,
                    candidate,
                    stride);
            if (w.fused) {
                k.gruUpdate(rows, width, work, g, stride, h, hOffset, hStride, next, nextOffset, nextStride);
                return;
            }
        }
        activate(w.activation, rows, 1, w, work, candidate, pre == NO_PRE ? pre : pre + 2 * width);
        for (int row = 0; row < rows; row++) {
            int z = g + row * stride;
            Elementwise.blend(
                    width,
                    work,
                    z,
                    h,
                    hOffset + row * hStride,
                    work,
                    z + 2 * width,
                    next,
                    nextOffset + row * nextStride);
        }
    }

    /**
     * Turns the gradient of h' into those of the three sums and of h.
     *
     * <pre>
     *   dz = dh' ∘ (h − hh) ∘ σ'        dhh = dh' ∘ (1 − z) ∘ φ'
     *   dr = dhh ∘ (h·Uh + ch) ∘ σ'     reset after         dr = (dhh·Uhᵀ) ∘ h ∘ σ'      reset before
     *   dh = dh' ∘ z + dz·Uzᵀ + dr·Urᵀ + (dhh ∘ r)·Uhᵀ      resp.  … + (dhh·Uhᵀ) ∘ r
     * </pre>
     *
     * @param work holds g and pre as the forward pass left them
     * @param h the state before the step
     * @param dh in: the gradient of h', (rows, width); out: the gradient of h
     * @param scratch ((rows + 3) * width) of working memory
     */
    static void backward(
            PackedGRU w,
            int rows,
            Tensor work,
            int g,
            int pre,
            Tensor h,
            int hOffset,
            Tensor dh,
            Tensor scratch,
            @Nullable RecurrentDropout dropout) {
        KernelSet k = w.kernels;
        int width = w.width;
        int stride = PackedGRU.PLANES * width;
        int rh = g + RECURRENT * width;

        if (w.fused && w.resetAfter) {
            k.gruGatesBackward(rows, width, work, g, stride, work, rh, stride, h, hOffset, width, dh, 0, width);
            productBackward(w, rows, 2, 3, work, rh, stride, dh, scratch, dropout);
            productBackward(w, rows, 0, 2, work, g, stride, dh, scratch, dropout);
            return;
        }

        int values = rows * width; // in scratch, the values z | r | hh of one row
        for (int row = 0; row < rows; row++) {
            int z = g + row * stride;
            int r = z + width;
            int hh = r + width;
            int preRow = pre == NO_PRE ? 0 : pre + row * 3 * width;
            int at = row * width;
            int recurrent = rh + row * stride;
            Tensor.copyRange(work, z, scratch, values, 3 * width);
            Elementwise.blendBackward(
                    width, scratch, values, h, hOffset + at, scratch, values + 2 * width, dh, at, work, z, work, hh);
            w.recurrentActivation.gradient(work, preRow, scratch, values, work, z, work, z, w.units);
            w.activation.gradient(work, preRow + 2 * width, scratch, values + 2 * width, work, hh, work, hh, w.units);
            if (w.resetAfter) {
                Elementwise.multiply(width, work, hh, work, recurrent, work, r);
                Elementwise.multiply(width, work, hh, scratch, values + width, work, recurrent);
                w.recurrentActivation.gradient(
                        work, preRow + width, scratch, values + width, work, r, work, r, w.units);
            }
        }
        if (w.resetAfter) {
            productBackward(w, rows, 2, 3, work, rh, stride, dh, scratch, dropout);
        } else {
            Elementwise.clear(rows * width, scratch, 0);
            k.matmul(
                    rows,
                    work,
                    g + 2 * width,
                    stride,
                    width,
                    w.recurrentTransposed(),
                    2 * width,
                    0,
                    width,
                    scratch,
                    0,
                    width,
                    scratch,
                    0,
                    width); // the gradient of r ∘ h
            for (int row = 0; row < rows; row++) {
                int r = g + row * stride + width;
                int preRow = pre == NO_PRE ? 0 : pre + (row * 3 + 1) * width;
                int at = row * width;
                if (dropout != null) {
                    Elementwise.multiply(w.units, scratch, at, dropout.mask(2), row * w.units, scratch, at);
                }
                Elementwise.addProduct(width, scratch, at, work, r, dh, at);
                Elementwise.multiply(width, scratch, at, h, hOffset + at, scratch, at);
                Tensor.copyRange(work, r, scratch, values, width);
                w.recurrentActivation.gradient(work, preRow, scratch, values, scratch, at, work, r, w.units);
            }
        }
        productBackward(w, rows, 0, 2, work, g, stride, dh, scratch, dropout);
    }

    /** {@code dh += d · Uᵀ} for the gates {@code from … to - 1}, whose gradients d begin at {@code offset}. */
    static void productBackward(
            PackedGRU w,
            int rows,
            int from,
            int to,
            Tensor work,
            int offset,
            int stride,
            Tensor dh,
            Tensor scratch,
            @Nullable RecurrentDropout dropout) {
        int width = w.width;
        if (dropout == null) {
            w.kernels.matmul(
                    rows,
                    work,
                    offset,
                    stride,
                    (to - from) * width,
                    w.recurrentTransposed(),
                    from * width,
                    0,
                    width,
                    dh,
                    0,
                    width,
                    dh,
                    0,
                    width);
            return;
        }
        for (int gate = from; gate < to; gate++) {
            Elementwise.clear(rows * width, scratch, 0);
            w.kernels.matmul(
                    rows,
                    work,
                    offset + (gate - from) * width,
                    stride,
                    width,
                    w.recurrentTransposed(),
                    gate * width,
                    0,
                    width,
                    scratch,
                    0,
                    width,
                    scratch,
                    0,
                    width);
            for (int row = 0; row < rows; row++) {
                int at = row * width;
                Elementwise.addProduct(w.units, scratch, at, dropout.mask(gate), row * w.units, dh, at);
            }
        }
    }

    /** The sums become activated values; {@code pre} keeps the sums. */
    private static void activate(Activation activation, int rows, int gates, PackedGRU w, Tensor work, int g, int pre) {
        for (int row = 0; row < rows; row++) {
            for (int gate = 0; gate < gates; gate++) {
                int at = g + (row * PackedGRU.PLANES + gate) * w.width;
                if (pre != NO_PRE) {
                    Tensor.copyRange(work, at, work, pre + (row * PackedGRU.GATES + gate) * w.width, w.width);
                }
                activation.apply(work, at, work, at, w.units);
            }
        }
    }
}
