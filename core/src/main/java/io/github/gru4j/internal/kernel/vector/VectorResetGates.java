package io.github.gru4j.internal.kernel.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The gates of a GRU that resets before the product, one vector of units at a time. */
final class VectorResetGates {

    // Sigmoid and tanh are those of VectorActivations, written out for the reason that VectorGates gives.

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    private VectorResetGates() {}

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruReset}, the sums of r at {@code rOffset}. */
    static void reset(int width, float[] r, int rOffset, float[] h, int hOffset, float[] rh, int rhOffset) {
        for (int j = 0; j < width; j += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, r, rOffset + j);
            if (!Species.BLENDS) {
                v = v.max(Exp.SIGMOID_LOW).min(Exp.SIGMOID_HIGH);
            }
            FloatVector b = v.fma(FloatVector.broadcast(FLOATS, -Exp.LOG2E), FloatVector.broadcast(FLOATS, Exp.MAGIC));
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

            value.intoArray(r, rOffset + j);
            value.mul(FloatVector.fromArray(FLOATS, h, hOffset + j)).intoArray(rh, rhOffset + j);
        }
    }

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruUpdate}. */
    static void update(
            int width, float[] g, int gOffset, float[] hPrev, int hPrevOffset, float[] hNext, int hNextOffset) {
        int candidate = gOffset + 2 * width;
        VectorActivations.sigmoid(width, g, gOffset, g, gOffset);
        for (int j = 0; j < width; j += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, g, candidate + j);
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

            value.intoArray(g, candidate + j);
            FloatVector z = FloatVector.fromArray(FLOATS, g, gOffset + j);
            FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hPrevOffset + j);
            one.sub(z).fma(value, z.mul(h)).intoArray(hNext, hNextOffset + j);
        }
    }
}
