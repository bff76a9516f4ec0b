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

    private VectorGates() {}

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruGates}. */
    static void forward(
            int width,
            float[] g,
            int gOffset,
            float[] rh,
            int rhOffset,
            float[] hPrev,
            int hPrevOffset,
            float[] hNext,
            int hNextOffset) {
        VectorActivations.sigmoid(2 * width, g, gOffset, g, gOffset);
        candidate(width, g, gOffset, rh, rhOffset, hPrev, hPrevOffset, hNext, hNextOffset);
    }

    /** {@code hh = tanh(g_h + r ∘ rh)} with the tanh of {@link VectorActivations#tanh}, then the blend. */
    private static void candidate(
            int width,
            float[] g,
            int gOffset,
            float[] rh,
            int rhOffset,
            float[] hPrev,
            int hPrevOffset,
            float[] hNext,
            int hNextOffset) {
        for (int j = 0; j < width; j += LANES) {
            int at = gOffset + j;
            FloatVector r = FloatVector.fromArray(FLOATS, g, at + width);
            FloatVector t = r.fma(
                    FloatVector.fromArray(FLOATS, rh, rhOffset + j), FloatVector.fromArray(FLOATS, g, at + 2 * width));
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
            FloatVector hh = em1.div(em1.add(2f));
            hh.intoArray(g, at + 2 * width);

            FloatVector z = FloatVector.fromArray(FLOATS, g, at);
            FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hPrevOffset + j);
            z.fma(h, FloatVector.broadcast(FLOATS, 1f).sub(z).mul(hh)).intoArray(hNext, hNextOffset + j);
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
