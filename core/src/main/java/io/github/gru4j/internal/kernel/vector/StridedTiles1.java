package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few rows that lie apart with one vector of columns, the sums held in registers. The parameters are
 * explained in {@link VectorMatmul}. Written by TileTemplate; change it there.
 */
final class StridedTiles1 {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

    private StridedTiles1() {}

    /** 8 rows. */
    static void rows8(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
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
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
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

    /** 7 rows. */
    static void rows7(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
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
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
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
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
        s30.intoArray(c, cAt + 3 * cRow);
        s40.intoArray(c, cAt + 4 * cRow);
        s50.intoArray(c, cAt + 5 * cRow);
        s60.intoArray(c, cAt + 6 * cRow);
    }

    /** 6 rows. */
    static void rows6(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
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
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
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
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
        s30.intoArray(c, cAt + 3 * cRow);
        s40.intoArray(c, cAt + 4 * cRow);
        s50.intoArray(c, cAt + 5 * cRow);
    }

    /** 5 rows. */
    static void rows5(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
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
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
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
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
        s30.intoArray(c, cAt + 3 * cRow);
        s40.intoArray(c, cAt + 4 * cRow);
    }

    /** 4 rows. */
    static void rows4(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
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
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
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

    /** 3 rows. */
    static void rows3(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + initRow);
        FloatVector s20 = FloatVector.fromArray(FLOATS, init, initAt + 2 * initRow);
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            x = FloatVector.broadcast(FLOATS, a[at + aRow]);
            s10 = x.fma(w0, s10);
            x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
            s20 = x.fma(w0, s20);
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
        s20.intoArray(c, cAt + 2 * cRow);
    }

    /** 2 rows. */
    static void rows2(
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + initRow);
        int at = aAt;
        int line = wAt;
        for (int k = 0; k < inner; k++, at++, line += wStep) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
            FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
            s00 = x.fma(w0, s00);
            x = FloatVector.broadcast(FLOATS, a[at + aRow]);
            s10 = x.fma(w0, s10);
        }
        s00.intoArray(c, cAt);
        s10.intoArray(c, cAt + cRow);
    }

    /** {@code rows} rows, 1 to 8. */
    static void rows(
            int rows,
            int inner,
            float[] a,
            int aAt,
            int aRow,
            float[] w,
            int wAt,
            int wStep,
            float[] init,
            int initAt,
            int initRow,
            float[] c,
            int cAt,
            int cRow) {
        switch (rows) {
            case 8 ->
                rows8(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 7 ->
                rows7(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 6 ->
                rows6(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 5 ->
                rows5(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 4 ->
                rows4(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 3 ->
                rows3(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            default ->
                rows2(inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
        }
    }
}
