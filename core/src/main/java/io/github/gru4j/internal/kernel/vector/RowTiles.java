package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of one row with several vectors of columns. One sum is a chain in which every addition waits for the one
 * before, so many columns run side by side. The parameters are explained in {@link VectorMatmul#multiply}.
 */
final class RowTiles {

    /* Written out for the reason given in Tiles3. */

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    private RowTiles() {}

    /** 8 vectors of columns. */
    static void vectors8(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, init, initAt + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, init, initAt + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, init, initAt + 3 * LANES);
        FloatVector s4 = FloatVector.fromArray(FLOATS, init, initAt + 4 * LANES);
        FloatVector s5 = FloatVector.fromArray(FLOATS, init, initAt + 5 * LANES);
        FloatVector s6 = FloatVector.fromArray(FLOATS, init, initAt + 6 * LANES);
        FloatVector s7 = FloatVector.fromArray(FLOATS, init, initAt + 7 * LANES);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, line + 3 * wBlock);
            FloatVector w4 = FloatVector.fromArray(FLOATS, w, line + 4 * wBlock);
            FloatVector w5 = FloatVector.fromArray(FLOATS, w, line + 5 * wBlock);
            FloatVector w6 = FloatVector.fromArray(FLOATS, w, line + 6 * wBlock);
            FloatVector w7 = FloatVector.fromArray(FLOATS, w, line + 7 * wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
            s1 = x.fma(w1, s1);
            s2 = x.fma(w2, s2);
            s3 = x.fma(w3, s3);
            s4 = x.fma(w4, s4);
            s5 = x.fma(w5, s5);
            s6 = x.fma(w6, s6);
            s7 = x.fma(w7, s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + LANES);
        s2.intoArray(c, cAt + 2 * LANES);
        s3.intoArray(c, cAt + 3 * LANES);
        s4.intoArray(c, cAt + 4 * LANES);
        s5.intoArray(c, cAt + 5 * LANES);
        s6.intoArray(c, cAt + 6 * LANES);
        s7.intoArray(c, cAt + 7 * LANES);
    }

    /** 6 vectors of columns. */
    static void vectors6(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, init, initAt + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, init, initAt + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, init, initAt + 3 * LANES);
        FloatVector s4 = FloatVector.fromArray(FLOATS, init, initAt + 4 * LANES);
        FloatVector s5 = FloatVector.fromArray(FLOATS, init, initAt + 5 * LANES);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, line + 3 * wBlock);
            FloatVector w4 = FloatVector.fromArray(FLOATS, w, line + 4 * wBlock);
            FloatVector w5 = FloatVector.fromArray(FLOATS, w, line + 5 * wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
            s1 = x.fma(w1, s1);
            s2 = x.fma(w2, s2);
            s3 = x.fma(w3, s3);
            s4 = x.fma(w4, s4);
            s5 = x.fma(w5, s5);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + LANES);
        s2.intoArray(c, cAt + 2 * LANES);
        s3.intoArray(c, cAt + 3 * LANES);
        s4.intoArray(c, cAt + 4 * LANES);
        s5.intoArray(c, cAt + 5 * LANES);
    }

    /** 4 vectors of columns. */
    static void vectors4(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, init, initAt + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, init, initAt + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, init, initAt + 3 * LANES);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, line + 3 * wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
            s1 = x.fma(w1, s1);
            s2 = x.fma(w2, s2);
            s3 = x.fma(w3, s3);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + LANES);
        s2.intoArray(c, cAt + 2 * LANES);
        s3.intoArray(c, cAt + 3 * LANES);
    }

    /** 3 vectors of columns. */
    static void vectors3(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, init, initAt + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, init, initAt + 2 * LANES);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
            s1 = x.fma(w1, s1);
            s2 = x.fma(w2, s2);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + LANES);
        s2.intoArray(c, cAt + 2 * LANES);
    }

    /** 2 vectors of columns. */
    static void vectors2(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, init, initAt + LANES);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
            s1 = x.fma(w1, s1);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + LANES);
    }

    /** 1 vector of columns. */
    static void vectors1(
            int inner,
            float[] a,
            int aAt,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            float[] c,
            int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, init, initAt);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k * aStep]);
            s0 = x.fma(w0, s0);
        }
        s0.intoArray(c, cAt);
    }
}
