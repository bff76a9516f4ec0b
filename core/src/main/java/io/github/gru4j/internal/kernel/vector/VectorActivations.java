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
        int whole = n - n % LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector t = FloatVector.fromArray(FLOATS, x, xOffset + j).neg();
            t = Species.BLENDS
                    ? t.blend(Exp.LOW, t.compare(LT, Exp.LOW)).blend(Exp.HIGH, t.compare(GT, Exp.HIGH))
                    : t.max(Exp.LOW).min(Exp.HIGH);
            FloatVector b = t.fma(FloatVector.broadcast(FLOATS, Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC));
            FloatVector k = b.sub(Exp.MAGIC);
            t = k.fma(FloatVector.broadcast(FLOATS, -Exp.LN2_HIGH), t);
            t = k.fma(FloatVector.broadcast(FLOATS, -Exp.LN2_LOW), t);
            FloatVector p = t.fma(FloatVector.broadcast(FLOATS, Exp.C6), FloatVector.broadcast(FLOATS, Exp.C5));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C4));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C3));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C2));
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            p = p.fma(t, one).fma(t, one);
            FloatVector s = b.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
            one.div(p.fma(s, one)).intoArray(y, yOffset + j);
        }
        for (int j = whole; j < n; j++) {
            y[yOffset + j] = Exp.sigmoid(x[xOffset + j]);
        }
    }

    /** {@code tanh(x)} as em1 / (em1 + 2) with em1 = exp(2x) - 1. */
    static void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
        int whole = n - n % LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector t = FloatVector.fromArray(FLOATS, x, xOffset + j);
            t = t.add(t);
            t = Species.BLENDS
                    ? t.blend(-Exp.TANH_BOUND, t.compare(LT, -Exp.TANH_BOUND))
                            .blend(Exp.TANH_BOUND, t.compare(GT, Exp.TANH_BOUND))
                    : t.max(-Exp.TANH_BOUND).min(Exp.TANH_BOUND);
            FloatVector b = t.fma(FloatVector.broadcast(FLOATS, Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC));
            FloatVector k = b.sub(Exp.MAGIC);
            t = k.fma(FloatVector.broadcast(FLOATS, -Exp.LN2_HIGH), t);
            t = k.fma(FloatVector.broadcast(FLOATS, -Exp.LN2_LOW), t);
            FloatVector p = t.fma(FloatVector.broadcast(FLOATS, Exp.C6), FloatVector.broadcast(FLOATS, Exp.C5));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C4));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C3));
            p = p.fma(t, FloatVector.broadcast(FLOATS, Exp.C2));
            p = p.mul(t).fma(t, t);
            FloatVector s = b.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
            FloatVector em1 = p.fma(s, s.sub(1f));
            em1.div(em1.add(2f)).intoArray(y, yOffset + j);
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
