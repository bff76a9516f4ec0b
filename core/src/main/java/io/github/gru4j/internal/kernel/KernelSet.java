package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of the library for one element type. Layers are written once against this interface; a set decides how
 * the loops run.
 *
 * <p><b>Views.</b> A matrix operand is a tensor, the position of its first element and the distance between rows; within
 * a row elements are adjacent. Nothing is checked here and nothing is allocated by the numeric methods.
 *
 * <p><b>Padding.</b> Results of {@link #matmul} are written in whole lanes: a working buffer keeps each group of columns
 * (a gate, say) padded to {@link #pad pad(columns)} elements. Padded columns of a packed matrix are zero.
 *
 * <p><b>Order of summation.</b> Within a set, every output element is one fixed sequence of operations, whatever the number
 * of rows, the column range or the tile that computes it, so a result does not depend on batch size, stepping or threads,
 * bit for bit. Its products are added up in one chain over ascending inner index. The vector set adds the chain, once it
 * is complete, to the initial value: two products may then run side by side before they meet in one sum. The others start
 * the chain from the initial value.
 *
 * <p>Implementations have no mutable shared state and are safe to call from many threads on disjoint outputs.
 */
public interface KernelSet {

    /** A short name that tells implementation and width: {@code "vector-512"}, {@code "scalar"}, {@code "double"}. */
    String name();

    /** The element type of every tensor this set takes. */
    DType dtype();

    /** The width to which columns are padded, in elements; a power of two. */
    int lanes();

    /** {@code columns} rounded up to a multiple of {@link #lanes}. */
    default int pad(int columns) {
        int lanes = lanes();
        return (columns + lanes - 1) / lanes * lanes;
    }

    /**
     * Packs a row-major matrix as the right operand of {@link #matmul}.
     *
     * @param matrix (inner, columns), dense; {@code columns} is {@code groups} blocks of equal width
     * @param inner rows of the matrix
     * @param columns columns of the matrix, a multiple of {@code groups}
     * @param groups how many blocks of columns are padded separately (3 for the gates of a GRU, 1 for a plain matrix)
     */
    PackedMatrix pack(Tensor matrix, int inner, int columns, int groups);

    /**
     * Packs the transpose of a row-major matrix, for products with a gradient that lies in a working buffer.
     *
     * @param matrix (rows, columns), dense; {@code columns} is {@code groups} blocks of equal width
     * @return a packed matrix whose inner index runs over the <em>padded</em> columns ({@code groups * pad(columns /
     *     groups)}, zero in the padding) and whose columns are the rows of {@code matrix}, padded as one group
     */
    PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups);

    /** The most columns of a {@link #panel}, in whole lanes; 0 in a set that packs every right operand, as all but float32 do. */
    default int panelColumns() {
        return 0;
    }

    /**
     * A matrix as the right operand of {@link #matmul} where it lies: a product reads what the tensor holds by then.
     *
     * @param matrix begins with (inner, columns), dense
     * @param inner rows of the matrix
     * @param columns a multiple of {@link #lanes}, at most {@link #panelColumns}
     * @throws UnsupportedOperationException in a set whose {@link #panelColumns} is 0
     */
    default PackedMatrix panel(Tensor matrix, int inner, int columns) {
        throw new UnsupportedOperationException("KernelSet: " + name() + " packs every right operand.");
    }

    /**
     * As {@link #pack(Tensor, int, int, int)}, in the memory of a matrix that is not needed any more if the set can do that.
     *
     * @param over a matrix that this set packed of arguments of the same sizes, or null; not to be used afterwards
     */
    default PackedMatrix pack(Tensor matrix, int inner, int columns, int groups, @Nullable PackedMatrix over) {
        return pack(matrix, inner, columns, groups);
    }

    /**
     * As {@link #packTransposed(Tensor, int, int, int)}, in the memory of a matrix that is not needed any more if the set
     * can do that.
     *
     * @param over a matrix that this set packed so of arguments of the same sizes, or null; not to be used afterwards
     */
    default PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups, @Nullable PackedMatrix over) {
        return packTransposed(matrix, rows, columns, groups);
    }

    /**
     * {@code c[r, j] = init[r, j] + Σ_k a[r, k] · w[k0 + k, from + j]} for {@code 0 ≤ j < to - from}, k ascending from 0
     * to {@code inner - 1}.
     *
     * @param rows number of rows r
     * @param a left operand, row r at {@code aOffset + r * aStride}
     * @param inner length of the sum
     * @param w packed right operand
     * @param firstInner k0, the first packed row used (0 unless part of the inner range is wanted)
     * @param from first packed column, a multiple of {@link #lanes}; of a matrix of several groups, where a group begins
     * @param to end of the packed columns, a multiple of {@link #lanes}; of a matrix of several groups, where a group ends
     * @param init initial values, row r at {@code initOffset + r * initStride}; a stride of 0 gives every row the same
     *     values (a bias); may be {@code c} itself, at the same position, to add to what is there
     * @param c result, row r at {@code cOffset + r * cStride}
     */
    void matmul(
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
            int cStride);

    /**
     * The recurrent products of a reset-after GRU, all gates in one pass over the weights: those of z and r are added to
     * the sums in the first two gates of {@code g}, that of the candidate to its own bias, in the fourth,
     *
     * <pre>
     *   g_z += h·U_z     g_r += h·U_r     rh = c + h·U_h
     * </pre>
     *
     * <p>with the same bits as a product for z and r and one for the candidate.
     *
     * @param rows number of rows
     * @param h (rows, inner), row r at {@code hOffset + r * hStride}
     * @param w packed in three groups z | r | h of {@code width} padded columns each
     * @param bias (width): c
     * @param g (rows, 4 * width): z | r | h | rh, row r at {@code gOffset + r * gStride}; h is left alone
     */
    default void gruProducts(
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
        int width = w.paddedColumns() / 3;
        matmul(rows, h, hOffset, hStride, inner, w, 0, 0, 2 * width, g, gOffset, gStride, g, gOffset, gStride);
        int rh = gOffset + 3 * width;
        matmul(rows, h, hOffset, hStride, inner, w, 0, 2 * width, 3 * width, bias, 0, 0, g, rh, gStride);
    }

    /**
     * All sums of a reset-after GRU for one row: the input's product, then {@link #gruProducts}, with the same bits.
     *
     * @param x (features), from {@code xOffset}
     * @param kernel packed in three groups, of {@code features} rows
     * @param bias (3 * width)
     * @param h (units), from {@code hOffset}
     * @param recurrent packed in three groups, of {@code units} rows
     * @param recurrentBias (width)
     * @param g out: z | r | h | rh, (4 * width) from {@code gOffset}
     */
    default void gruSums(
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
        int columns = kernel.paddedColumns();
        matmul(1, x, xOffset, 0, kernel.inner(), kernel, 0, 0, columns, bias, 0, 0, g, gOffset, 0);
        gruProducts(1, h, hOffset, 0, recurrent.inner(), recurrent, recurrentBias, g, gOffset, 0);
    }

    /**
     * The first sums of a reset-before GRU for one row: the input's product with all gates, then the state's with z and r,
     * with the same bits as the two calls.
     *
     * @param x (features), from {@code xOffset}
     * @param kernel packed in three groups, of {@code features} rows
     * @param bias (3 * width)
     * @param h (units), from {@code hOffset}
     * @param recurrent packed in two groups z | r, of {@code units} rows
     * @param g out: z | r | h, (3 * width) from {@code gOffset}
     */
    default void gruFirstSums(
            Tensor x,
            int xOffset,
            PackedMatrix kernel,
            Tensor bias,
            Tensor h,
            int hOffset,
            PackedMatrix recurrent,
            Tensor g,
            int gOffset) {
        int columns = kernel.paddedColumns();
        matmul(1, x, xOffset, 0, kernel.inner(), kernel, 0, 0, columns, bias, 0, 0, g, gOffset, 0);
        int gates = recurrent.paddedColumns();
        matmul(1, h, hOffset, 0, recurrent.inner(), recurrent, 0, 0, gates, g, gOffset, 0, g, gOffset, 0);
    }

    /**
     * {@code c[i, j] += Σ_r a[r, i] · g[r, j]}, r ascending: the gradient of a weight matrix.
     *
     * @param rows length of the sum
     * @param a (rows, m), row r at {@code aOffset + r * aStride}
     * @param m rows of the result
     * @param g (rows, n), row r at {@code gOffset + r * gStride}
     * @param n columns of the result, a multiple of {@link #lanes}
     * @param c (m, n), row i at {@code cOffset + i * cStride}
     */
    void addOuter(
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
            int cStride);

    /**
     * The gradient of a weight matrix of three gates, each as in {@link #addOuter}.
     *
     * @param rows length of the sum
     * @param a (rows, m), row r at {@code aOffset + r * aStride}
     * @param m rows of the result
     * @param g row r at {@code gOffset + r * gStride}: two gates of {@code width} columns, and a third {@code last} columns
     *     after the first
     * @param width columns of a gate, a multiple of {@link #lanes}
     * @param c (m, 3 * width), row i at {@code cOffset + i * cStride}
     */
    default void addGateOuter(
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
        addOuter(rows, a, aOffset, aStride, m, g, gOffset, gStride, 2 * width, c, cOffset, cStride);
        int third = cOffset + 2 * width;
        addOuter(rows, a, aOffset, aStride, m, g, gOffset + last, gStride, width, c, third, cStride);
    }

    /**
     * All sums of a reset-after GRU for a step of several rows, with the bits of {@link #gruSums} for each.
     *
     * @param rows number of rows
     * @param x (rows, features), row r at {@code xOffset + r * xStride}
     * @param kernel packed in three groups, of {@code features} rows
     * @param bias (3 * width)
     * @param h (rows, units), row r at {@code hOffset + r * hStride}
     * @param recurrent packed in three groups, of {@code units} rows
     * @param recurrentBias (width)
     * @param g out: (rows, 4 * width), z | r | h | rh, row r at {@code gOffset + r * gStride}
     */
    default void gruRowSums(
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
        int columns = kernel.paddedColumns();
        matmul(rows, x, xOffset, xStride, kernel.inner(), kernel, 0, 0, columns, bias, 0, 0, g, gOffset, gStride);
        gruProducts(rows, h, hOffset, hStride, recurrent.inner(), recurrent, recurrentBias, g, gOffset, gStride);
    }

    /** {@code out[j] += Σ_r g[r, j]}, r ascending: the gradient of a bias. {@code n} need not be padded. */
    void addColumnSums(int rows, int n, Tensor g, int gOffset, int gStride, Tensor out, int outOffset);

    /** {@code y = 1 / (1 + e^-x)}, element-wise over {@code n} adjacent elements; {@code y} may be {@code x}. */
    void sigmoid(int n, Tensor x, int xOffset, Tensor y, int yOffset);

    /** {@code y = tanh(x)}, element-wise over {@code n} adjacent elements; {@code y} may be {@code x}. */
    void tanh(int n, Tensor x, int xOffset, Tensor y, int yOffset);

    /**
     * The gates of a reset-after GRU with sigmoid and tanh, in one pass over each row:
     *
     * <pre>
     *   z = σ(g_z)   r = σ(g_r)   hh = tanh(g_h + r ∘ rh)   hNext = z ∘ hPrev + (1 − z) ∘ hh
     * </pre>
     *
     * @param rows number of rows
     * @param width padded units, a multiple of {@link #lanes}
     * @param g (rows, 3 * width): in, the sums z | r | h (h without its recurrent part); out, the values z | r | hh
     * @param rh (rows, width): the recurrent part of the candidate, h·U_h + b
     * @param hPrev (rows, width)
     * @param hNext (rows, width); may be {@code hPrev} at the same position
     */
    void gruGates(
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
            int hNextStride);

    /**
     * The reset of a reset-before GRU with a sigmoid: {@code r = σ(g_r)} and {@code rh = r ∘ h}, which the candidate's
     * product starts from.
     *
     * @param rows number of rows
     * @param width padded units, a multiple of {@link #lanes}
     * @param g (rows, 3 * width): z | r | h; r in, its sum, and out, its value; the others are left alone
     * @param h (rows, width)
     * @param rh out: (rows, width)
     */
    default void gruReset(
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
            int r = gOffset + row * gStride + width;
            sigmoid(width, g, r, g, r);
            Elementwise.multiply(width, g, r, h, hOffset + row * hStride, rh, rhOffset + row * rhStride);
        }
    }

    /**
     * What follows the candidate's product in a reset-before GRU with sigmoid and tanh:
     *
     * <pre>
     *   z = σ(g_z)   hh = tanh(g_h)   hNext = z ∘ hPrev + (1 − z) ∘ hh
     * </pre>
     *
     * @param rows number of rows
     * @param width padded units, a multiple of {@link #lanes}
     * @param g (rows, 3 * width): z | r | h; z and h in, the sums, and out, the values; r is left alone
     * @param hPrev (rows, width)
     * @param hNext (rows, width); may be {@code hPrev} at the same position
     */
    default void gruUpdate(
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
            int z = gOffset + row * gStride;
            int hh = z + 2 * width;
            int h = hPrevOffset + row * hPrevStride;
            sigmoid(width, g, z, g, z);
            tanh(width, g, hh, g, hh);
            Elementwise.blend(width, g, z, hPrev, h, g, hh, hNext, hNextOffset + row * hNextStride);
        }
    }

    /**
     * The way back through {@link #gruGates}:
     *
     * <pre>
     *   dz = dh ∘ (hPrev − hh) ∘ z(1 − z)      dhh = dh ∘ (1 − z) ∘ (1 − hh²)
     *   dr = dhh ∘ rh ∘ r(1 − r)               drh = dhh ∘ r               dhPrev = dh ∘ z
     * </pre>
     *
     * @param g (rows, 3 * width): in, the values z | r | hh; out, the gradients dz | dr | dhh of the three sums
     * @param rh (rows, width): in, as in the forward pass; out, drh
     * @param hPrev (rows, width)
     * @param dh (rows, width): in, the gradient of hNext; out, dhPrev (without what flows through the products)
     */
    void gruGatesBackward(
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
            int dhStride);

    /**
     * How many numbers a block takes that {@link #gruBlockBackward} lays out for {@link #addBlockOuter}; 0 in a set that has
     * no use for blocks, as all but float32 on vectors.
     *
     * @param rows rows of the block
     * @param width padded units, a multiple of {@link #lanes}
     */
    default int gateBlockSize(int rows, int width) {
        return 0;
    }

    /**
     * {@link #gruGatesBackward} for the rows of one step, which leaves the gates alone and puts the gradients beside them, twice:
     * as rows, which further products start from, and into a block of the rows of several steps, for the gradients of
     * the weights.
     *
     * @param rows number of rows
     * @param width padded units, a multiple of {@link #lanes}
     * @param g (rows, 4 * width): the values z | r | hh | rh
     * @param hPrev (rows, width)
     * @param dNext a further gradient of hNext, added to {@code dh} first: (rows, width); or null
     * @param dh (rows, width): in, the gradient of hNext; out, dhPrev (without what flows through the products)
     * @param d out: (rows, 4 * width), dense, the gradients dz | dr | dhh | drh
     * @param block out: rows {@code blockRow …} of a block of {@code blockRows} rows
     * @throws UnsupportedOperationException in a set whose {@link #gateBlockSize} is 0
     */
    default void gruBlockBackward(
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
        throw new UnsupportedOperationException("KernelSet: " + name() + " has no blocks.");
    }

    /**
     * {@link #addGateOuter} with the first rows of a block for the gates: dz | dr | dhh for the weights of the input,
     * dz | dr | drh for those of the state.
     *
     * @param rows length of the sum
     * @param a (rows, m), in runs of {@code run} rows: row r at {@code aOffset + r / run * runStride + r % run * aStride}
     * @param m rows of the result
     * @param recurrent whether the weights are those of the state
     * @param c (m, 3 * width), row i at {@code cOffset + i * cStride}
     * @throws UnsupportedOperationException in a set whose {@link #gateBlockSize} is 0
     */
    default void addBlockOuter(
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
        throw new UnsupportedOperationException("KernelSet: " + name() + " has no blocks.");
    }

    /**
     * {@link #addColumnSums} of the first rows of a block.
     *
     * @param rows length of the sums
     * @param out (4 * width): takes the sums of dz | dr | dhh | drh
     * @throws UnsupportedOperationException in a set whose {@link #gateBlockSize} is 0
     */
    default void addBlockSums(int rows, Tensor block, int blockRows, int width, Tensor out, int outOffset) {
        throw new UnsupportedOperationException("KernelSet: " + name() + " has no blocks.");
    }
}
