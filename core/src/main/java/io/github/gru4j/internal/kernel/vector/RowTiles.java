package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of one row with several panels. One sum is a chain in which every addition waits for the one before, so
 * many columns run side by side. The parameters are explained in {@link VectorMatmul}. Written by TileTemplate; change
 * it there.
 */
final class RowTiles {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    private RowTiles() {}

    /** 2 panels of 3 vectors. */
    static void panels2x3(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            int wPanel,
            float[] init,
            int initAt,
            float[] c,
            int cAt,
            int cBlock,
            int cLast,
            int cPanel) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s01 = FloatVector.fromArray(FLOATS, init, initAt + cBlock);
        FloatVector s02 = FloatVector.fromArray(FLOATS, init, initAt + cLast);
        FloatVector s03 = FloatVector.fromArray(FLOATS, init, initAt + cPanel);
        FloatVector s04 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cBlock);
        FloatVector s05 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast);
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at += aStep, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, line + wPanel);
            FloatVector w4 = FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock);
            FloatVector w5 = FloatVector.fromArray(FLOATS, w, line + wPanel + 2 * wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            s01 = x.fma(w1, s01);
            s02 = x.fma(w2, s02);
            s03 = x.fma(w3, s03);
            s04 = x.fma(w4, s04);
            s05 = x.fma(w5, s05);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + cBlock);
        s02.intoArray(c, cAt + cLast);
        s03.intoArray(c, cAt + cPanel);
        s04.intoArray(c, cAt + cPanel + cBlock);
        s05.intoArray(c, cAt + cPanel + cLast);
    }

    /** 4 panels of 2 vectors. */
    static void panels4x2(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            int wPanel,
            float[] init,
            int initAt,
            float[] c,
            int cAt,
            int cLast,
            int cPanel) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s01 = FloatVector.fromArray(FLOATS, init, initAt + cLast);
        FloatVector s02 = FloatVector.fromArray(FLOATS, init, initAt + cPanel);
        FloatVector s03 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast);
        FloatVector s04 = FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel);
        FloatVector s05 = FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel + cLast);
        FloatVector s06 = FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel);
        FloatVector s07 = FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel + cLast);
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at += aStep, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + wPanel);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock);
            FloatVector w4 = FloatVector.fromArray(FLOATS, w, line + 2 * wPanel);
            FloatVector w5 = FloatVector.fromArray(FLOATS, w, line + 2 * wPanel + wBlock);
            FloatVector w6 = FloatVector.fromArray(FLOATS, w, line + 3 * wPanel);
            FloatVector w7 = FloatVector.fromArray(FLOATS, w, line + 3 * wPanel + wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            s01 = x.fma(w1, s01);
            s02 = x.fma(w2, s02);
            s03 = x.fma(w3, s03);
            s04 = x.fma(w4, s04);
            s05 = x.fma(w5, s05);
            s06 = x.fma(w6, s06);
            s07 = x.fma(w7, s07);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + cLast);
        s02.intoArray(c, cAt + cPanel);
        s03.intoArray(c, cAt + cPanel + cLast);
        s04.intoArray(c, cAt + 2 * cPanel);
        s05.intoArray(c, cAt + 2 * cPanel + cLast);
        s06.intoArray(c, cAt + 3 * cPanel);
        s07.intoArray(c, cAt + 3 * cPanel + cLast);
    }
}
