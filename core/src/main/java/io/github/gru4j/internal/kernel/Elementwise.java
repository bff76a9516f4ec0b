package io.github.gru4j.internal.kernel;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The element-wise loops that need no kernel of their own: plain, over both element types, in the form that the JIT
 * vectorises. Operands are runs of {@code n} adjacent elements; an output may be one of its inputs at the same position.
 */
public final class Elementwise {

    private Elementwise() {}

    /** {@code y += x}. */
    public static void add(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
        if (x.dtype() == DType.FLOAT32) {
            float[] xs = x.floats();
            float[] ys = y.floats();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += xs[xOffset + i];
            }
        } else {
            double[] xs = x.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += xs[xOffset + i];
            }
        }
    }

    /** {@code y += scale * x}. */
    public static void addScaled(int n, double scale, Tensor x, int xOffset, Tensor y, int yOffset) {
        if (x.dtype() == DType.FLOAT32) {
            float[] xs = x.floats();
            float[] ys = y.floats();
            float s = (float) scale;
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += s * xs[xOffset + i];
            }
        } else {
            double[] xs = x.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += scale * xs[xOffset + i];
            }
        }
    }

    /** {@code y = a ∘ b}. */
    public static void multiply(int n, Tensor a, int aOffset, Tensor b, int bOffset, Tensor y, int yOffset) {
        if (a.dtype() == DType.FLOAT32) {
            float[] as = a.floats();
            float[] bs = b.floats();
            float[] ys = y.floats();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] = as[aOffset + i] * bs[bOffset + i];
            }
        } else {
            double[] as = a.doubles();
            double[] bs = b.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] = as[aOffset + i] * bs[bOffset + i];
            }
        }
    }

    /**
     * {@code y = x ∘ mask}, and 0 where the mask is 0, whatever x is. Without a branch, which nobody could predict.
     *
     * @param mask zeros, positive, and positive infinity
     */
    public static void drop(int n, Tensor x, Tensor mask, Tensor y) {
        if (x.dtype() == DType.FLOAT32) {
            float[] xs = x.floats();
            float[] masks = mask.floats();
            float[] ys = y.floats();
            for (int i = 0; i < n; i++) {
                int bits = Float.floatToRawIntBits(masks[i]);
                int used = (bits | -bits) >> 31; // all bits or none
                ys[i] = Float.intBitsToFloat(Float.floatToRawIntBits(xs[i] * masks[i]) & used);
            }
        } else {
            double[] xs = x.doubles();
            double[] masks = mask.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                long bits = Double.doubleToRawLongBits(masks[i]);
                long used = (bits | -bits) >> 63;
                ys[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(xs[i] * masks[i]) & used);
            }
        }
    }

    /** {@code y += a ∘ b}. */
    public static void addProduct(int n, Tensor a, int aOffset, Tensor b, int bOffset, Tensor y, int yOffset) {
        if (a.dtype() == DType.FLOAT32) {
            float[] as = a.floats();
            float[] bs = b.floats();
            float[] ys = y.floats();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += as[aOffset + i] * bs[bOffset + i];
            }
        } else {
            double[] as = a.doubles();
            double[] bs = b.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] += as[aOffset + i] * bs[bOffset + i];
            }
        }
    }

    /** {@code y = z ∘ a + (1 − z) ∘ b}. */
    public static void blend(
            int n, Tensor z, int zOffset, Tensor a, int aOffset, Tensor b, int bOffset, Tensor y, int yOffset) {
        if (z.dtype() == DType.FLOAT32) {
            float[] zs = z.floats();
            float[] as = a.floats();
            float[] bs = b.floats();
            float[] ys = y.floats();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] = zs[zOffset + i] * as[aOffset + i] + (1 - zs[zOffset + i]) * bs[bOffset + i];
            }
        } else {
            double[] zs = z.doubles();
            double[] as = a.doubles();
            double[] bs = b.doubles();
            double[] ys = y.doubles();
            for (int i = 0; i < n; i++) {
                ys[yOffset + i] = zs[zOffset + i] * as[aOffset + i] + (1 - zs[zOffset + i]) * bs[bOffset + i];
            }
        }
    }

    /**
     * The way back through {@link #blend} for {@code y = z ∘ a + (1 − z) ∘ b}:
     * {@code dz = dy ∘ (a − b)}, {@code db = dy ∘ (1 − z)}, {@code da = dy ∘ z}; {@code da} replaces {@code dy}.
     */
    public static void blendBackward(
            int n,
            Tensor z,
            int zOffset,
            Tensor a,
            int aOffset,
            Tensor b,
            int bOffset,
            Tensor dy,
            int dyOffset,
            Tensor dz,
            int dzOffset,
            Tensor db,
            int dbOffset) {
        if (z.dtype() == DType.FLOAT32) {
            float[] zs = z.floats();
            float[] as = a.floats();
            float[] bs = b.floats();
            float[] dys = dy.floats();
            float[] dzs = dz.floats();
            float[] dbs = db.floats();
            for (int i = 0; i < n; i++) {
                float gradient = dys[dyOffset + i];
                float gate = zs[zOffset + i];
                dzs[dzOffset + i] = gradient * (as[aOffset + i] - bs[bOffset + i]);
                dbs[dbOffset + i] = gradient * (1 - gate);
                dys[dyOffset + i] = gradient * gate;
            }
        } else {
            double[] zs = z.doubles();
            double[] as = a.doubles();
            double[] bs = b.doubles();
            double[] dys = dy.doubles();
            double[] dzs = dz.doubles();
            double[] dbs = db.doubles();
            for (int i = 0; i < n; i++) {
                double gradient = dys[dyOffset + i];
                double gate = zs[zOffset + i];
                dzs[dzOffset + i] = gradient * (as[aOffset + i] - bs[bOffset + i]);
                dbs[dbOffset + i] = gradient * (1 - gate);
                dys[dyOffset + i] = gradient * gate;
            }
        }
    }

    /** Sets {@code n} adjacent elements to zero. */
    public static void clear(int n, Tensor y, int yOffset) {
        if (y.dtype() == DType.FLOAT32) {
            Arrays.fill(y.floats(), yOffset, yOffset + n, 0);
        } else {
            Arrays.fill(y.doubles(), yOffset, yOffset + n, 0);
        }
    }

    /** Copies {@code rows} runs of {@code width} elements; both operands of one type. */
    public static void copyRows(
            int rows, int width, Tensor x, int xOffset, int xStride, Tensor y, int yOffset, int yStride) {
        Object from = x.dtype() == DType.FLOAT32 ? x.floats() : x.doubles();
        Object to = y.dtype() == DType.FLOAT32 ? y.floats() : y.doubles();
        if (xStride == width && yStride == width) {
            System.arraycopy(from, xOffset, to, yOffset, rows * width);
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, xOffset + r * xStride, to, yOffset + r * yStride, width);
        }
    }

    /** {@code y += x} over {@code rows} runs of {@code width} elements. */
    public static void addRows(
            int rows, int width, Tensor x, int xOffset, int xStride, Tensor y, int yOffset, int yStride) {
        for (int r = 0; r < rows; r++) {
            add(width, x, xOffset + r * xStride, y, yOffset + r * yStride);
        }
    }
}
