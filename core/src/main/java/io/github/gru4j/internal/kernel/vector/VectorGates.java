package io.github.gru4j.internal.kernel.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The gates of a GRU and the way back, one vector of units at a time. */
final class VectorGates {

    /*
     * Two passes over a row, because one method with all three activations is too large for C2: it boxes the vectors of the
     * last one and takes five times as long. The tanh is written out since a helper on vectors has the same effect.
     */

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    /** Units of several rows that go through one pass before the next: their four planes stay in the first-level cache. */
    private static final int BLOCK = 1024;

    private VectorGates() {}

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#gruGates} describes. */
    static void forward(
            int rows,
            int width,
            float[] g,
            int gOffset,
            int gStride,
            float[] rh,
            int rhOffset,
            int rhStride,
            float[] hPrev,
            int hPrevOffset,
            int hPrevStride,
            float[] hNext,
            int hNextOffset,
            int hNextStride) {
        int block = Math.max(1, BLOCK / Math.max(1, width));
        for (int row = 0; row < rows; row += block) {
            int count = Math.min(block, rows - row);
            int at = gOffset + row * gStride;
            VectorActivations.sigmoid(count, 2 * width, g, at, gStride, g, at, gStride);
            candidates(
                    count,
                    width,
                    g,
                    at,
                    gStride,
                    rh,
                    rhOffset + row * rhStride,
                    rhStride,
                    hPrev,
                    hPrevOffset + row * hPrevStride,
                    hPrevStride,
                    hNext,
                    hNextOffset + row * hNextStride,
                    hNextStride);
        }
    }

    /** {@code hh = tanh(g_h + r ∘ rh)} with the tanh of {@link VectorActivations#tanh}, then the blend. */
    private static void candidates(
            int rows,
            int width,
            float[] g,
            int gOffset,
            int gStride,
            float[] rh,
            int rhOffset,
            int rhStride,
            float[] hPrev,
            int hPrevOffset,
            int hPrevStride,
            float[] hNext,
            int hNextOffset,
            int hNextStride) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j += LANES) {
                int at = gOffset + row * gStride + j;
                FloatVector r = FloatVector.fromArray(FLOATS, g, at + width);
                FloatVector v = r.fma(
                        FloatVector.fromArray(FLOATS, rh, rhOffset + row * rhStride + j),
                        FloatVector.fromArray(FLOATS, g, at + 2 * width));
                if (!Species.BLENDS) {
                    v = v.max(-Exp.TANH_BOUND).min(Exp.TANH_BOUND);
                }
                FloatVector b = v.fma(
                        FloatVector.broadcast(FLOATS, 2 * Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC + 1));
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
                FloatVector hh = p.fma(s, s.fma(half, minusOne)).div(p.fma(s, s.fma(half, one)));
                if (Species.BLENDS) {
                    hh = hh.blend(-1f, v.compare(LT, -Exp.TANH_BOUND)).blend(1f, v.compare(GT, Exp.TANH_BOUND));
                }
                hh.intoArray(g, at + 2 * width);

                // What waits for hh is one operation.
                FloatVector z = FloatVector.fromArray(FLOATS, g, at);
                FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hPrevOffset + row * hPrevStride + j);
                one.sub(z).fma(hh, z.mul(h)).intoArray(hNext, hNextOffset + row * hNextStride + j);
            }
        }
    }

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruGatesBackward}. */
    static void backward(
            int width,
            float[] g,
            int gOffset,
            float[] rh,
            int rhOffset,
            float[] hPrev,
            int hPrevOffset,
            float[] dh,
            int dhOffset) {
        for (int j = 0; j < width; j += LANES) {
            int at = gOffset + j;
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector z = FloatVector.fromArray(FLOATS, g, at);
            FloatVector r = FloatVector.fromArray(FLOATS, g, at + width);
            FloatVector hh = FloatVector.fromArray(FLOATS, g, at + 2 * width);
            FloatVector recurrent = FloatVector.fromArray(FLOATS, rh, rhOffset + j);
            FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hPrevOffset + j);
            FloatVector d = FloatVector.fromArray(FLOATS, dh, dhOffset + j);
            FloatVector notZ = one.sub(z);
            FloatVector dhh = d.mul(notZ).mul(one.sub(hh.mul(hh)));
            d.mul(h.sub(hh)).mul(z).mul(notZ).intoArray(g, at);
            dhh.mul(recurrent).mul(r).mul(one.sub(r)).intoArray(g, at + width);
            dhh.intoArray(g, at + 2 * width);
            dhh.mul(r).intoArray(rh, rhOffset + j);
            d.mul(z).intoArray(dh, dhOffset + j);
        }
    }
}
