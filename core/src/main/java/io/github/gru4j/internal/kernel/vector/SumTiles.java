package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * All sums of a reset-after GRU for a few rows and one vector of units. Those of the input wait in registers for those
 * of the state. The parameters are explained in {@link VectorMatmul}. Written by TileTemplate; change it there.
 */
final class SumTiles {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    private SumTiles() {}

    /** Tiles of 4 rows, see {@link VectorKernels#gruRowSums}. */
    static void rows4(
            int tiles, int features, float[] x, int xAt, int xRow, float[] w, int wAt, int units, float[] h, int hAt, int hRow, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt, int gRow, int width) {
        int x0 = xAt;
        int h0 = hAt;
        int g0 = gAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector zx0 = FloatVector.zero(FLOATS);
            FloatVector rx0 = FloatVector.zero(FLOATS);
            FloatVector c0 = FloatVector.zero(FLOATS);
            FloatVector zx1 = FloatVector.zero(FLOATS);
            FloatVector rx1 = FloatVector.zero(FLOATS);
            FloatVector c1 = FloatVector.zero(FLOATS);
            FloatVector zx2 = FloatVector.zero(FLOATS);
            FloatVector rx2 = FloatVector.zero(FLOATS);
            FloatVector c2 = FloatVector.zero(FLOATS);
            FloatVector zx3 = FloatVector.zero(FLOATS);
            FloatVector rx3 = FloatVector.zero(FLOATS);
            FloatVector c3 = FloatVector.zero(FLOATS);
            int wLine = wAt;
            int xLine = x0;
            for (int k = 0; k < features; k++, xLine++, wLine += 3 * LANES) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, wLine);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, wLine + LANES);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES);
                FloatVector value = FloatVector.broadcast(FLOATS, x[xLine]);
                zx0 = value.fma(w0, zx0);
                rx0 = value.fma(w1, rx0);
                c0 = value.fma(w2, c0);
                value = FloatVector.broadcast(FLOATS, x[xLine + xRow]);
                zx1 = value.fma(w0, zx1);
                rx1 = value.fma(w1, rx1);
                c1 = value.fma(w2, c1);
                value = FloatVector.broadcast(FLOATS, x[xLine + 2 * xRow]);
                zx2 = value.fma(w0, zx2);
                rx2 = value.fma(w1, rx2);
                c2 = value.fma(w2, c2);
                value = FloatVector.broadcast(FLOATS, x[xLine + 3 * xRow]);
                zx3 = value.fma(w0, zx3);
                rx3 = value.fma(w1, rx3);
                c3 = value.fma(w2, c3);
            }
            FloatVector bias0 = FloatVector.fromArray(FLOATS, bias, first);
            zx0 = bias0.add(zx0);
            zx1 = bias0.add(zx1);
            zx2 = bias0.add(zx2);
            zx3 = bias0.add(zx3);
            FloatVector bias1 = FloatVector.fromArray(FLOATS, bias, first + width);
            rx0 = bias1.add(rx0);
            rx1 = bias1.add(rx1);
            rx2 = bias1.add(rx2);
            rx3 = bias1.add(rx3);
            FloatVector bias2 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
            bias2.add(c0).intoArray(g, g0 + 2 * width);
            bias2.add(c1).intoArray(g, g0 + gRow + 2 * width);
            bias2.add(c2).intoArray(g, g0 + 2 * gRow + 2 * width);
            bias2.add(c3).intoArray(g, g0 + 3 * gRow + 2 * width);
            FloatVector z0 = FloatVector.zero(FLOATS);
            FloatVector r0 = FloatVector.zero(FLOATS);
            FloatVector rh0 = FloatVector.zero(FLOATS);
            FloatVector z1 = FloatVector.zero(FLOATS);
            FloatVector r1 = FloatVector.zero(FLOATS);
            FloatVector rh1 = FloatVector.zero(FLOATS);
            FloatVector z2 = FloatVector.zero(FLOATS);
            FloatVector r2 = FloatVector.zero(FLOATS);
            FloatVector rh2 = FloatVector.zero(FLOATS);
            FloatVector z3 = FloatVector.zero(FLOATS);
            FloatVector r3 = FloatVector.zero(FLOATS);
            FloatVector rh3 = FloatVector.zero(FLOATS);
            int uLine = uAt;
            int hLine = h0;
            for (int k = 0; k < units; k++, hLine++, uLine += 3 * LANES) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, u, uLine);
                FloatVector w1 = FloatVector.fromArray(FLOATS, u, uLine + LANES);
                FloatVector w2 = FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES);
                FloatVector value = FloatVector.broadcast(FLOATS, h[hLine]);
                z0 = value.fma(w0, z0);
                r0 = value.fma(w1, r0);
                rh0 = value.fma(w2, rh0);
                value = FloatVector.broadcast(FLOATS, h[hLine + hRow]);
                z1 = value.fma(w0, z1);
                r1 = value.fma(w1, r1);
                rh1 = value.fma(w2, rh1);
                value = FloatVector.broadcast(FLOATS, h[hLine + 2 * hRow]);
                z2 = value.fma(w0, z2);
                r2 = value.fma(w1, r2);
                rh2 = value.fma(w2, rh2);
                value = FloatVector.broadcast(FLOATS, h[hLine + 3 * hRow]);
                z3 = value.fma(w0, z3);
                r3 = value.fma(w1, r3);
                rh3 = value.fma(w2, rh3);
            }
            FloatVector bias3 = FloatVector.fromArray(FLOATS, recurrentBias, first);
            zx0.add(z0).intoArray(g, g0);
            rx0.add(r0).intoArray(g, g0 + width);
            bias3.add(rh0).intoArray(g, g0 + 3 * width);
            zx1.add(z1).intoArray(g, g0 + gRow);
            rx1.add(r1).intoArray(g, g0 + gRow + width);
            bias3.add(rh1).intoArray(g, g0 + gRow + 3 * width);
            zx2.add(z2).intoArray(g, g0 + 2 * gRow);
            rx2.add(r2).intoArray(g, g0 + 2 * gRow + width);
            bias3.add(rh2).intoArray(g, g0 + 2 * gRow + 3 * width);
            zx3.add(z3).intoArray(g, g0 + 3 * gRow);
            rx3.add(r3).intoArray(g, g0 + 3 * gRow + width);
            bias3.add(rh3).intoArray(g, g0 + 3 * gRow + 3 * width);
            x0 += 4 * xRow;
            h0 += 4 * hRow;
            g0 += 4 * gRow;
        }
    }
}
