package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few rows with three vectors of columns, the sums held in registers. The parameters are explained in
 * {@link VectorMatmul}. Written by TileTemplate; change it there.
 */
final class Tiles3 {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

    private Tiles3() {}

    /** Tiles of 8 rows. */
    static void rows8(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s31 = FloatVector.zero(FLOATS);
            FloatVector s32 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s41 = FloatVector.zero(FLOATS);
            FloatVector s42 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            FloatVector s51 = FloatVector.zero(FLOATS);
            FloatVector s52 = FloatVector.zero(FLOATS);
            FloatVector s60 = FloatVector.zero(FLOATS);
            FloatVector s61 = FloatVector.zero(FLOATS);
            FloatVector s62 = FloatVector.zero(FLOATS);
            FloatVector s70 = FloatVector.zero(FLOATS);
            FloatVector s71 = FloatVector.zero(FLOATS);
            FloatVector s72 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
                x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
                s30 = x.fma(w0, s30);
                s31 = x.fma(w1, s31);
                s32 = x.fma(w2, s32);
                x = FloatVector.broadcast(FLOATS, a[at + 4 * aRow]);
                s40 = x.fma(w0, s40);
                s41 = x.fma(w1, s41);
                s42 = x.fma(w2, s42);
                x = FloatVector.broadcast(FLOATS, a[at + 5 * aRow]);
                s50 = x.fma(w0, s50);
                s51 = x.fma(w1, s51);
                s52 = x.fma(w2, s52);
                x = FloatVector.broadcast(FLOATS, a[at + 6 * aRow]);
                s60 = x.fma(w0, s60);
                s61 = x.fma(w1, s61);
                s62 = x.fma(w2, s62);
                x = FloatVector.broadcast(FLOATS, a[at + 7 * aRow]);
                s70 = x.fma(w0, s70);
                s71 = x.fma(w1, s71);
                s72 = x.fma(w2, s72);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow + cBlock).add(s31).intoArray(c, c0 + 3 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 3 * thirdRow).add(s32).intoArray(c, c0 + 3 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow + cBlock).add(s41).intoArray(c, c0 + 4 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 4 * thirdRow).add(s42).intoArray(c, c0 + 4 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow + cBlock).add(s51).intoArray(c, c0 + 5 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 5 * thirdRow).add(s52).intoArray(c, c0 + 5 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow).add(s60).intoArray(c, c0 + 6 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow + cBlock).add(s61).intoArray(c, c0 + 6 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 6 * thirdRow).add(s62).intoArray(c, c0 + 6 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 7 * initRow).add(s70).intoArray(c, c0 + 7 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 7 * initRow + cBlock).add(s71).intoArray(c, c0 + 7 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 7 * thirdRow).add(s72).intoArray(c, c0 + 7 * cRow + cLast);
            a0 += 8 * aRow;
            init0 += 8 * initRow;
            third0 += 8 * thirdRow;
            c0 += 8 * cRow;
        }
    }

    /** Tiles of 7 rows. */
    static void rows7(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s31 = FloatVector.zero(FLOATS);
            FloatVector s32 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s41 = FloatVector.zero(FLOATS);
            FloatVector s42 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            FloatVector s51 = FloatVector.zero(FLOATS);
            FloatVector s52 = FloatVector.zero(FLOATS);
            FloatVector s60 = FloatVector.zero(FLOATS);
            FloatVector s61 = FloatVector.zero(FLOATS);
            FloatVector s62 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
                x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
                s30 = x.fma(w0, s30);
                s31 = x.fma(w1, s31);
                s32 = x.fma(w2, s32);
                x = FloatVector.broadcast(FLOATS, a[at + 4 * aRow]);
                s40 = x.fma(w0, s40);
                s41 = x.fma(w1, s41);
                s42 = x.fma(w2, s42);
                x = FloatVector.broadcast(FLOATS, a[at + 5 * aRow]);
                s50 = x.fma(w0, s50);
                s51 = x.fma(w1, s51);
                s52 = x.fma(w2, s52);
                x = FloatVector.broadcast(FLOATS, a[at + 6 * aRow]);
                s60 = x.fma(w0, s60);
                s61 = x.fma(w1, s61);
                s62 = x.fma(w2, s62);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow + cBlock).add(s31).intoArray(c, c0 + 3 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 3 * thirdRow).add(s32).intoArray(c, c0 + 3 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow + cBlock).add(s41).intoArray(c, c0 + 4 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 4 * thirdRow).add(s42).intoArray(c, c0 + 4 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow + cBlock).add(s51).intoArray(c, c0 + 5 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 5 * thirdRow).add(s52).intoArray(c, c0 + 5 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow).add(s60).intoArray(c, c0 + 6 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 6 * initRow + cBlock).add(s61).intoArray(c, c0 + 6 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 6 * thirdRow).add(s62).intoArray(c, c0 + 6 * cRow + cLast);
            a0 += 7 * aRow;
            init0 += 7 * initRow;
            third0 += 7 * thirdRow;
            c0 += 7 * cRow;
        }
    }

    /** Tiles of 6 rows. */
    static void rows6(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s31 = FloatVector.zero(FLOATS);
            FloatVector s32 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s41 = FloatVector.zero(FLOATS);
            FloatVector s42 = FloatVector.zero(FLOATS);
            FloatVector s50 = FloatVector.zero(FLOATS);
            FloatVector s51 = FloatVector.zero(FLOATS);
            FloatVector s52 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
                x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
                s30 = x.fma(w0, s30);
                s31 = x.fma(w1, s31);
                s32 = x.fma(w2, s32);
                x = FloatVector.broadcast(FLOATS, a[at + 4 * aRow]);
                s40 = x.fma(w0, s40);
                s41 = x.fma(w1, s41);
                s42 = x.fma(w2, s42);
                x = FloatVector.broadcast(FLOATS, a[at + 5 * aRow]);
                s50 = x.fma(w0, s50);
                s51 = x.fma(w1, s51);
                s52 = x.fma(w2, s52);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow + cBlock).add(s31).intoArray(c, c0 + 3 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 3 * thirdRow).add(s32).intoArray(c, c0 + 3 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow + cBlock).add(s41).intoArray(c, c0 + 4 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 4 * thirdRow).add(s42).intoArray(c, c0 + 4 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow).add(s50).intoArray(c, c0 + 5 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 5 * initRow + cBlock).add(s51).intoArray(c, c0 + 5 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 5 * thirdRow).add(s52).intoArray(c, c0 + 5 * cRow + cLast);
            a0 += 6 * aRow;
            init0 += 6 * initRow;
            third0 += 6 * thirdRow;
            c0 += 6 * cRow;
        }
    }

    /** Tiles of 5 rows. */
    static void rows5(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s31 = FloatVector.zero(FLOATS);
            FloatVector s32 = FloatVector.zero(FLOATS);
            FloatVector s40 = FloatVector.zero(FLOATS);
            FloatVector s41 = FloatVector.zero(FLOATS);
            FloatVector s42 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
                x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
                s30 = x.fma(w0, s30);
                s31 = x.fma(w1, s31);
                s32 = x.fma(w2, s32);
                x = FloatVector.broadcast(FLOATS, a[at + 4 * aRow]);
                s40 = x.fma(w0, s40);
                s41 = x.fma(w1, s41);
                s42 = x.fma(w2, s42);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow + cBlock).add(s31).intoArray(c, c0 + 3 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 3 * thirdRow).add(s32).intoArray(c, c0 + 3 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow).add(s40).intoArray(c, c0 + 4 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 4 * initRow + cBlock).add(s41).intoArray(c, c0 + 4 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 4 * thirdRow).add(s42).intoArray(c, c0 + 4 * cRow + cLast);
            a0 += 5 * aRow;
            init0 += 5 * initRow;
            third0 += 5 * thirdRow;
            c0 += 5 * cRow;
        }
    }

    /** Tiles of 4 rows. */
    static void rows4(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            FloatVector s30 = FloatVector.zero(FLOATS);
            FloatVector s31 = FloatVector.zero(FLOATS);
            FloatVector s32 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
                x = FloatVector.broadcast(FLOATS, a[at + 3 * aRow]);
                s30 = x.fma(w0, s30);
                s31 = x.fma(w1, s31);
                s32 = x.fma(w2, s32);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow).add(s30).intoArray(c, c0 + 3 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 3 * initRow + cBlock).add(s31).intoArray(c, c0 + 3 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 3 * thirdRow).add(s32).intoArray(c, c0 + 3 * cRow + cLast);
            a0 += 4 * aRow;
            init0 += 4 * initRow;
            third0 += 4 * thirdRow;
            c0 += 4 * cRow;
        }
    }

    /** Tiles of 3 rows. */
    static void rows3(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            FloatVector s20 = FloatVector.zero(FLOATS);
            FloatVector s21 = FloatVector.zero(FLOATS);
            FloatVector s22 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
                x = FloatVector.broadcast(FLOATS, a[at + 2 * aRow]);
                s20 = x.fma(w0, s20);
                s21 = x.fma(w1, s21);
                s22 = x.fma(w2, s22);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow).add(s20).intoArray(c, c0 + 2 * cRow);
            FloatVector.fromArray(FLOATS, init, init0 + 2 * initRow + cBlock).add(s21).intoArray(c, c0 + 2 * cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + 2 * thirdRow).add(s22).intoArray(c, c0 + 2 * cRow + cLast);
            a0 += 3 * aRow;
            init0 += 3 * initRow;
            third0 += 3 * thirdRow;
            c0 += 3 * cRow;
        }
    }

    /** Tiles of 2 rows. */
    static void rows2(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            FloatVector s10 = FloatVector.zero(FLOATS);
            FloatVector s11 = FloatVector.zero(FLOATS);
            FloatVector s12 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
                x = FloatVector.broadcast(FLOATS, a[at + aRow]);
                s10 = x.fma(w0, s10);
                s11 = x.fma(w1, s11);
                s12 = x.fma(w2, s12);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            FloatVector.fromArray(FLOATS, init, init0 + initRow).add(s10).intoArray(c, c0 + cRow);
            FloatVector.fromArray(FLOATS, init, init0 + initRow + cBlock).add(s11).intoArray(c, c0 + cRow + cBlock);
            FloatVector.fromArray(FLOATS, third, third0 + thirdRow).add(s12).intoArray(c, c0 + cRow + cLast);
            a0 += 2 * aRow;
            init0 += 2 * initRow;
            third0 += 2 * thirdRow;
            c0 += 2 * cRow;
        }
    }

    /** Tiles of 1 row. */
    static void rows1(
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        int a0 = aAt;
        int init0 = initAt;
        int third0 = thirdAt;
        int c0 = cAt;
        for (int tile = 0; tile < tiles; tile++) {
            FloatVector s00 = FloatVector.zero(FLOATS);
            FloatVector s01 = FloatVector.zero(FLOATS);
            FloatVector s02 = FloatVector.zero(FLOATS);
            int at = a0;
            int line = wAt;
            for (int k = 0; k < inner; k++, at++, line += wStep) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, line);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, line + wBlock);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, line + 2 * wBlock);
                FloatVector x = FloatVector.broadcast(FLOATS, a[at]);
                s00 = x.fma(w0, s00);
                s01 = x.fma(w1, s01);
                s02 = x.fma(w2, s02);
            }
            FloatVector.fromArray(FLOATS, init, init0).add(s00).intoArray(c, c0);
            FloatVector.fromArray(FLOATS, init, init0 + cBlock).add(s01).intoArray(c, c0 + cBlock);
            FloatVector.fromArray(FLOATS, third, third0).add(s02).intoArray(c, c0 + cLast);
            a0 += aRow;
            init0 += initRow;
            third0 += thirdRow;
            c0 += cRow;
        }
    }

    /** Tiles of {@code rows} rows, 1 to 8. */
    static void rows(
            int rows,
            int tiles, int inner, float[] a, int aAt, int aRow, float[] w, int wAt, int wStep, int wBlock, float[] init, int initAt, int initRow, float[] third, int thirdAt, int thirdRow, float[] c, int cAt, int cRow, int cBlock, int cLast) {
        switch (rows) {
            case 8 ->
                rows8(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 7 ->
                rows7(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 6 ->
                rows6(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 5 ->
                rows5(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 4 ->
                rows4(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 3 ->
                rows3(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            case 2 ->
                rows2(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
            default ->
                rows1(tiles, inner, a, aAt, aRow, w, wAt, wStep, wBlock, init, initAt, initRow, third, thirdAt, thirdRow, c, cAt, cRow, cBlock, cLast);
        }
    }
}
