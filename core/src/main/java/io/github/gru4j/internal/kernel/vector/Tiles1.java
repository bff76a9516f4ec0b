package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few rows with one vector of columns, the sums held in registers. The parameters are explained in
 * {@link VectorMatmul}. Written by TileTemplate; change it there.
 */
final class Tiles1 {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

    private Tiles1() {}

    /** Tiles of 8 rows. */
    static void rows8(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            FloatVector s60 = FloatVector.zero(FLOATS);
            FloatVector s70 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow).add(s60).intoArray(c, c0 + 6 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 7 * initRow).add(s70).intoArray(c, c0 + 7 * cRow);
            a0 += 8 * aRow;
            init0 += 8 * initRow;
            c0 += 8 * cRow;
        }
    }

    /** Tiles of 7 rows. */
    static void rows7(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            FloatVector s60 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow).add(s60).intoArray(c, c0 + 6 * cRow);
            a0 += 7 * aRow;
            init0 += 7 * initRow;
            c0 += 7 * cRow;
        }
    }

    /** Tiles of 6 rows. */
    static void rows6(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            a0 += 6 * aRow;
            init0 += 6 * initRow;
            c0 += 6 * cRow;
        }
    }

    /** Tiles of 5 rows. */
    static void rows5(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            a0 += 5 * aRow;
            init0 += 5 * initRow;
            c0 += 5 * cRow;
        }
    }

    /** Tiles of 4 rows. */
    static void rows4(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            a0 += 4 * aRow;
            init0 += 4 * initRow;
            c0 += 4 * cRow;
        }
    }

    /** Tiles of 3 rows. */
    static void rows3(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            int at = a0;
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
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            a0 += 3 * aRow;
            init0 += 3 * initRow;
            c0 += 3 * cRow;
        }
    }

    /** Tiles of 2 rows. */
    static void rows2(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            a0 += 2 * aRow;
            init0 += 2 * initRow;
            c0 += 2 * cRow;
        }
    }

    /** Tiles of 1 row. */
    static void rows1(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int a0 = aAt;
        int init0 = initAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            a0 += aRow;
            init0 += initRow;
            c0 += cRow;
        }
    }

    /** Tiles of {@code rows} rows, 1 to 8. */
    static void rows(
            int rows,
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        switch (rows) {
            case 8 ->
                rows8(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 7 ->
                rows7(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 6 ->
                rows6(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 5 ->
                rows5(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 4 ->
                rows4(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 3 ->
                rows3(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            case 2 ->
                rows2(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
            default ->
                rows1(tiles, inner, a, aAt, aRow, w, wAt, wStep, init, initAt, initRow, c, cAt, cRow);
        }
    }
}
