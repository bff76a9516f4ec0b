package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The gates of a GRU that resets before the product, one vector of units at a time; see {@link VectorGates}. */
final class VectorResetGates {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    private VectorResetGates() {}

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruReset}, the sums of r at {@code rOffset}. */
    static void reset(int width, float[] r, int rOffset, float[] h, int hOffset, float[] rh, int rhOffset) {
        VectorActivations.sigmoid(width, r, rOffset, r, rOffset);
        for (int j = 0; j < width; j += LANES) {
            FloatVector.fromArray(FLOATS, r, rOffset + j)
                    .mul(FloatVector.fromArray(FLOATS, h, hOffset + j))
                    .intoArray(rh, rhOffset + j);
        }
    }

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruUpdate}. */
    static void update(
            int width, float[] g, int gOffset, float[] hPrev, int hPrevOffset, float[] hNext, int hNextOffset) {
        int candidate = gOffset + 2 * width;
        VectorActivations.sigmoid(width, g, gOffset, g, gOffset);
        VectorActivations.tanh(width, g, candidate, g, candidate);
        for (int j = 0; j < width; j += LANES) {
            FloatVector z = FloatVector.fromArray(FLOATS, g, gOffset + j);
            FloatVector hh = FloatVector.fromArray(FLOATS, g, candidate + j);
            FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hPrevOffset + j);
            FloatVector.broadcast(FLOATS, 1f).sub(z).fma(hh, z.mul(h)).intoArray(hNext, hNextOffset + j);
        }
    }
}
