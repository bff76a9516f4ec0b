package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The float64 set and the reference for every other one: plain loops that follow the equations of {@link KernelSet} term
 * by term. Safe to share between threads.
 */
final class DoubleKernels implements KernelSet {

    /** Rows of the packed matrix, dense: (inner, paddedColumns). One lane, so nothing is ever padded. */
    private record Packed(double[] values, int inner, int paddedColumns) implements PackedMatrix {}

    @Override
    public String name() {
        return "double";
    }

    @Override
    public DType dtype() {
        return DType.FLOAT64;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public PackedMatrix pack(Tensor matrix, int inner, int columns, int groups) {
        return new Packed(Arrays.copyOf(matrix.doubles(), inner * columns), inner, columns);
    }

    @Override
    public PackedMatrix packTransposed(Tensor matrix, int rows, int columns, int groups) {
        double[] source = matrix.doubles();
        double[] values = new double[columns * rows]; // (columns, rows)
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * rows + i] = source[i * columns + j];
            }
        }
        return new Packed(values, columns, rows);
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
        double[] left = a.doubles();
        double[] right = ((Packed) w).values;
        int columns = w.paddedColumns();
        double[] start = init.doubles();
        double[] result = c.doubles();
        int width = to - from;
        for (int row = 0; row < rows; row++) {
            int out = cOffset + row * cStride;
            System.arraycopy(start, initOffset + row * initStride, result, out, width);
            for (int k = 0; k < inner; k++) {
                double factor = left[aOffset + row * aStride + k];
                int line = (firstInner + k) * columns + from;
                for (int j = 0; j < width; j++) {
                    result[out + j] += factor * right[line + j];
                }
            }
        }
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
        double[] left = a.doubles();
        double[] right = g.doubles();
        double[] result = c.doubles();
        for (int row = 0; row < rows; row++) {
            int line = gOffset + row * gStride;
            for (int i = 0; i < m; i++) {
                double factor = left[aOffset + row * aStride + i];
                int out = cOffset + i * cStride;
                for (int j = 0; j < n; j++) {
                    result[out + j] += factor * right[line + j];
                }
            }
        }
    }

    @Override
    public void addColumnSums(int rows, int n, Tensor g, int gOffset, int gStride, Tensor out, int outOffset) {
        double[] values = g.doubles();
        double[] sums = out.doubles();
        for (int row = 0; row < rows; row++) {
            int line = gOffset + row * gStride;
            for (int j = 0; j < n; j++) {
                sums[outOffset + j] += values[line + j];
            }
        }
    }

    @Override
    public void sigmoid(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        double[] source = x.doubles();
        double[] target = y.doubles();
        for (int j = 0; j < n; j++) {
            target[yOffset + j] = sigmoid(source[xOffset + j]);
        }
    }

    @Override
    public void tanh(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        double[] source = x.doubles();
        double[] target = y.doubles();
        for (int j = 0; j < n; j++) {
            target[yOffset + j] = Math.tanh(source[xOffset + j]);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
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
        double[] gates = g.doubles(); // (rows, z | r | h)
        double[] recurrent = rh.doubles();
        double[] before = hPrev.doubles();
        double[] after = hNext.doubles();
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                int at = gOffset + row * gStride + j;
                double h = before[hPrevOffset + row * hPrevStride + j];
                double z = sigmoid(gates[at]);
                double r = sigmoid(gates[at + width]);
                double hh = Math.tanh(gates[at + 2 * width] + r * recurrent[rhOffset + row * rhStride + j]);
                after[hNextOffset + row * hNextStride + j] = z * h + (1 - z) * hh;
                gates[at] = z;
                gates[at + width] = r;
                gates[at + 2 * width] = hh;
            }
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
        double[] gates = g.doubles(); // (rows, z | r | hh), becomes (rows, dz | dr | dhh)
        double[] recurrent = rh.doubles();
        double[] before = hPrev.doubles();
        double[] gradient = dh.doubles();
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                int at = gOffset + row * gStride + j;
                int atRecurrent = rhOffset + row * rhStride + j;
                int atGradient = dhOffset + row * dhStride + j;
                double z = gates[at];
                double r = gates[at + width];
                double hh = gates[at + 2 * width];
                double h = before[hPrevOffset + row * hPrevStride + j];
                double d = gradient[atGradient];
                double dhh = d * (1 - z) * (1 - hh * hh);
                gates[at] = d * (h - hh) * z * (1 - z);
                gates[at + width] = dhh * recurrent[atRecurrent] * r * (1 - r);
                gates[at + 2 * width] = dhh;
                recurrent[atRecurrent] = dhh * r;
                gradient[atGradient] = d * z;
            }
        }
    }
}
