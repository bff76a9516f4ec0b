package io.github.gru4j.internal.kernel.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sigmoid, tanh and column sums over any number of elements; what is left of a vector is done one by one, bit for bit alike. */
final class VectorActivations {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    /** Rows summed up at a time: what is left of their cache lines after one vector is still there for the next. */
    private static final int SUM_ROWS = 32;

    private VectorActivations() {}

    /** {@code 1 / (1 + exp(-x))}. */
    static void sigmoid(int n, float[] x, int xOffset, float[] y, int yOffset) {
        sigmoid(1, n, x, xOffset, 0, y, yOffset, 0);
    }

    /** The same of {@code rows} runs of {@code n} elements, at distances of {@code xStride} and {@code yStride}. */
    static void sigmoid(int rows, int n, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride) {
        int whole = n - n % LANES;
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * xStride;
            int to = yOffset + row * yStride;
            for (int j = 0; j < whole; j += LANES) {
                FloatVector v = FloatVector.fromArray(FLOATS, x, from + j);
                if (!Species.BLENDS) {
                    v = v.max(Exp.SIGMOID_LOW).min(Exp.SIGMOID_HIGH);
                }
                FloatVector b =
                        v.fma(FloatVector.broadcast(FLOATS, -Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC));
                FloatVector u = b.sub(Exp.MAGIC).fma(FloatVector.broadcast(FLOATS, Exp.LN2), v);
                FloatVector u2 = u.mul(u);
                FloatVector one = FloatVector.broadcast(FLOATS, 1f);
                FloatVector low = u.fma(FloatVector.broadcast(FLOATS, -Exp.C3), FloatVector.broadcast(FLOATS, Exp.C2))
                        .fma(u2, one.sub(u));
                FloatVector high = u.fma(FloatVector.broadcast(FLOATS, -Exp.C5), FloatVector.broadcast(FLOATS, Exp.C4));
                high = u2.fma(FloatVector.broadcast(FLOATS, Exp.C6), high);
                FloatVector s = b.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
                FloatVector value = one.div(high.fma(u2.mul(u2), low).fma(s, one));
                if (Species.BLENDS) {
                    value = value.blend(0f, v.compare(LT, Exp.SIGMOID_LOW)).blend(1f, v.compare(GT, Exp.SIGMOID_HIGH));
                }
                value.intoArray(y, to + j);
            }
            for (int j = whole; j < n; j++) {
                y[to + j] = Exp.sigmoid(x[from + j]);
            }
        }
    }

    /** {@code tanh(x)}. */
    static void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
        int whole = n - n % LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + j);
            if (!Species.BLENDS) {
                v = v.max(-Exp.TANH_BOUND).min(Exp.TANH_BOUND);
            }
            FloatVector b =
                    v.fma(FloatVector.broadcast(FLOATS, 2 * Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC + 1));
            FloatVector u = b.sub(Exp.MAGIC + 1).fma(FloatVector.broadcast(FLOATS, -Exp.LN2 / 2), v);
            FloatVector u2 = u.mul(u);
            FloatVector low = u.fma(
                            FloatVector.broadcast(FLOATS, 4 * Exp.C3), FloatVector.broadcast(FLOATS, 2 * Exp.C2))
                    .fma(u2, u);
            FloatVector high =
                    u.fma(FloatVector.broadcast(FLOATS, 16 * Exp.C5), FloatVector.broadcast(FLOATS, 8 * Exp.C4));
            high = u2.fma(FloatVector.broadcast(FLOATS, 32 * Exp.C6), high);
            FloatVector p = high.fma(u2.mul(u2), low);
            FloatVector s = b.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
            FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector minusOne = FloatVector.broadcast(FLOATS, -1f);
            FloatVector value = p.fma(s, s.fma(half, minusOne)).div(p.fma(s, s.fma(half, one)));
            if (Species.BLENDS) {
                value = value.blend(-1f, v.compare(LT, -Exp.TANH_BOUND)).blend(1f, v.compare(GT, Exp.TANH_BOUND));
            }
            value.intoArray(y, yOffset + j);
        }
        for (int j = whole; j < n; j++) {
            y[yOffset + j] = Exp.tanh(x[xOffset + j]);
        }
    }

    /** {@code out[j] += Σ_r g[r, j]}. */
    static void addColumnSums(int rows, int n, float[] g, int gOffset, int gStride, float[] out, int outOffset) {
        for (int row = 0; row < rows; row += SUM_ROWS) {
            addSums(Math.min(SUM_ROWS, rows - row), n, g, gOffset + row * gStride, gStride, out, outOffset);
        }
    }

    private static void addSums(int rows, int n, float[] g, int gOffset, int gStride, float[] out, int outOffset) {
        int whole = n - n % LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, out, outOffset + j);
            int at = gOffset + j;
            for (int row = 0; row < rows; row++, at += gStride) {
                sum = sum.add(FloatVector.fromArray(FLOATS, g, at));
            }
            sum.intoArray(out, outOffset + j);
        }
        for (int j = whole; j < n; j++) {
            float sum = out[outOffset + j];
            for (int row = 0; row < rows; row++) {
                sum += g[gOffset + row * gStride + j];
            }
            out[outOffset + j] = sum;
        }
    }
}
