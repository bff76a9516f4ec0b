package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few rows with one vector of columns, the sums held in registers. The parameters are explained in
 * {@link VectorMatmul#multiply}.
 */
final class Tiles1 {

    /*
     * Written out on purpose, although every method is the same loop: a helper method or an array of vectors in here makes
     * C2 give up inlining and box each vector, which was measured at 200 times slower. See VectorMatmul.
     */

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

    private Tiles1() {}

    /** 8 rows. */
    static void rows8(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + initRow);
        FloatVector s20 = FloatVector.fromArray(FLOATS, init, initAt + 2 * initRow);
        FloatVector s30 = FloatVector.fromArray(FLOATS, init, initAt + 3 * initRow);
        FloatVector s40 = FloatVector.fromArray(FLOATS, init, initAt + 4 * initRow);
        FloatVector s50 = FloatVector.fromArray(FLOATS, init, initAt + 5 * initRow);
        FloatVector s60 = FloatVector.fromArray(FLOATS, init, initAt + 6 * initRow);
        FloatVector s70 = FloatVector.fromArray(FLOATS, init, initAt + 7 * initRow);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            int at = aAt + k * aStep;
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            x = FloatVector.broadcast(FLOATS, a[at + aRow]);
            s10 = x.fma(w0, s10);
            x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
            s20 = x.fma(w0, s20);
            x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
            s30 = x.fma(w0, s30);
            x = FloatVector.broadcast(FLOATS, a[at + 4 * aRow]);
            s40 = x.fma(w0, s40);
            x = FloatVector.broadcast(FLOATS, a[at + 5 * aRow]);
            s50 = x.fma(w0, s50);
            x = FloatVector.broadcast(FLOATS, a[at + 6 * aRow]);
            s60 = x.fma(w0, s60);
            x = FloatVector.broadcast(FLOATS, a[at + 7 * aRow]);
            s70 = x.fma(w0, s70);
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
        s30.intoArray(c, cAt + 3 * cRow);
        s40.intoArray(c, cAt + 4 * cRow);
        s50.intoArray(c, cAt + 5 * cRow);
        s60.intoArray(c, cAt + 6 * cRow);
        s70.intoArray(c, cAt + 7 * cRow);
    }

    /** 4 rows. */
    static void rows4(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + initRow);
        FloatVector s20 = FloatVector.fromArray(FLOATS, init, initAt + 2 * initRow);
        FloatVector s30 = FloatVector.fromArray(FLOATS, init, initAt + 3 * initRow);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            int at = aAt + k * aStep;
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            x = FloatVector.broadcast(FLOATS, a[at + aRow]);
            s10 = x.fma(w0, s10);
            x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
            s20 = x.fma(w0, s20);
            x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
            s30 = x.fma(w0, s30);
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
        s30.intoArray(c, cAt + 3 * cRow);
    }

    /** 2 rows. */
    static void rows2(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] w,
            int wAt,
            int wStep,
            int wBlock,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + initRow);
        for (int k = 0; k < inner; k++) {
            int line = wAt + k * wStep;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            int at = aAt + k * aStep;
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            x = FloatVector.broadcast(FLOATS, a[at + aRow]);
            s10 = x.fma(w0, s10);
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
    }
}
