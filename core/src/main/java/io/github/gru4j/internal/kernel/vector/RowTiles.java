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
            int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init, int initAt, float[] c, int cAt, int cBlock, int cLast, int cPanel) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s01 = FloatVector.fromArray(FLOATS, init, initAt + cBlock);
        FloatVector s02 = FloatVector.fromArray(FLOATS, init, initAt + cLast);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + cPanel);
        FloatVector s11 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cBlock);
        FloatVector s12 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast);
        int line = wAt;
        for (int k = 0; k < inner; k++, line += wStep) {
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k]);
            s00 = x.fma(FloatVector.fromArray(FLOATS, w, line), s00);
            s01 = x.fma(FloatVector.fromArray(FLOATS, w, line + wBlock), s01);
            s02 = x.fma(FloatVector.fromArray(FLOATS, w, line + 2 * wBlock), s02);
            s10 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel), s10);
            s11 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock), s11);
            s12 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel + 2 * wBlock), s12);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + cBlock);
        s02.intoArray(c, cAt + cLast);
        s10.intoArray(c, cAt + cPanel);
        s11.intoArray(c, cAt + cPanel + cBlock);
        s12.intoArray(c, cAt + cPanel + cLast);
    }

    /** 4 panels of 2 vectors. */
    static void panels4x2(
            int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init, int initAt, float[] c, int cAt, int cLast, int cPanel) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s01 = FloatVector.fromArray(FLOATS, init, initAt + cLast);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + cPanel);
        FloatVector s11 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast);
        FloatVector s20 = FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel);
        FloatVector s21 = FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel + cLast);
        FloatVector s30 = FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel);
        FloatVector s31 = FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel + cLast);
        int line = wAt;
        for (int k = 0; k < inner; k++, line += wStep) {
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k]);
            s00 = x.fma(FloatVector.fromArray(FLOATS, w, line), s00);
            s01 = x.fma(FloatVector.fromArray(FLOATS, w, line + wBlock), s01);
            s10 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel), s10);
            s11 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock), s11);
            s20 = x.fma(FloatVector.fromArray(FLOATS, w, line + 2 * wPanel), s20);
            s21 = x.fma(FloatVector.fromArray(FLOATS, w, line + 2 * wPanel + wBlock), s21);
            s30 = x.fma(FloatVector.fromArray(FLOATS, w, line + 3 * wPanel), s30);
            s31 = x.fma(FloatVector.fromArray(FLOATS, w, line + 3 * wPanel + wBlock), s31);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + cLast);
        s10.intoArray(c, cAt + cPanel);
        s11.intoArray(c, cAt + cPanel + cLast);
        s20.intoArray(c, cAt + 2 * cPanel);
        s21.intoArray(c, cAt + 2 * cPanel + cLast);
        s30.intoArray(c, cAt + 3 * cPanel);
        s31.intoArray(c, cAt + 3 * cPanel + cLast);
    }

    /** 2 panels of 2 vectors. */
    static void panels2x2(
            int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init, int initAt, float[] c, int cAt, int cLast, int cPanel) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, init, initAt);
        FloatVector s01 = FloatVector.fromArray(FLOATS, init, initAt + cLast);
        FloatVector s10 = FloatVector.fromArray(FLOATS, init, initAt + cPanel);
        FloatVector s11 = FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast);
        int line = wAt;
        for (int k = 0; k < inner; k++, line += wStep) {
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k]);
            s00 = x.fma(FloatVector.fromArray(FLOATS, w, line), s00);
            s01 = x.fma(FloatVector.fromArray(FLOATS, w, line + wBlock), s01);
            s10 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel), s10);
            s11 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock), s11);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + cLast);
        s10.intoArray(c, cAt + cPanel);
        s11.intoArray(c, cAt + cPanel + cLast);
    }

    /** All sums of a reset-after GRU for 2 vectors of units, see {@link VectorKernels#gruSums}. */
    static void gruSums2(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, bias, first);
        FloatVector r0 = FloatVector.fromArray(FLOATS, bias, first + width);
        FloatVector c0 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
        FloatVector rh0 = FloatVector.fromArray(FLOATS, recurrentBias, first);
        FloatVector z1 = FloatVector.fromArray(FLOATS, bias, first + LANES);
        FloatVector r1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES);
        FloatVector rh1 = FloatVector.fromArray(FLOATS, recurrentBias, first + LANES);
        int wLine = wAt;
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), r0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), r1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
        }
        int uLine = uAt;
        int uPanel = units * 3 * LANES;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + LANES), r1);
            rh1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + 2 * LANES), rh1);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        c0.intoArray(g, gAt + 2 * width);
        rh0.intoArray(g, gAt + 3 * width);
        z1.intoArray(g, gAt + LANES);
        r1.intoArray(g, gAt + width + LANES);
        c1.intoArray(g, gAt + 2 * width + LANES);
        rh1.intoArray(g, gAt + 3 * width + LANES);
    }

    /** All sums of a reset-after GRU for one vector of units. */
    static void gruSums1(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, bias, first);
        FloatVector r0 = FloatVector.fromArray(FLOATS, bias, first + width);
        FloatVector c0 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
        FloatVector rh0 = FloatVector.fromArray(FLOATS, recurrentBias, first);
        int wLine = wAt;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), r0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
        }
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        c0.intoArray(g, gAt + 2 * width);
        rh0.intoArray(g, gAt + 3 * width);
    }

    /** The state's products for 2 vectors of units, see {@link VectorKernels#gruProducts}. */
    static void gruProducts2(
            int units, float[] h, int hAt, float[] u, int uAt, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, g, gAt);
        FloatVector r0 = FloatVector.fromArray(FLOATS, g, gAt + width);
        FloatVector rh0 = FloatVector.fromArray(FLOATS, recurrentBias, first);
        FloatVector z1 = FloatVector.fromArray(FLOATS, g, gAt + LANES);
        FloatVector r1 = FloatVector.fromArray(FLOATS, g, gAt + width + LANES);
        FloatVector rh1 = FloatVector.fromArray(FLOATS, recurrentBias, first + LANES);
        int uLine = uAt;
        int uPanel = units * 3 * LANES;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + LANES), r1);
            rh1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + 2 * LANES), rh1);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        rh0.intoArray(g, gAt + 3 * width);
        z1.intoArray(g, gAt + LANES);
        r1.intoArray(g, gAt + width + LANES);
        rh1.intoArray(g, gAt + 3 * width + LANES);
    }

    /** The state's products for one vector of units. */
    static void gruProducts1(
            int units, float[] h, int hAt, float[] u, int uAt, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, g, gAt);
        FloatVector r0 = FloatVector.fromArray(FLOATS, g, gAt + width);
        FloatVector rh0 = FloatVector.fromArray(FLOATS, recurrentBias, first);
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        rh0.intoArray(g, gAt + 3 * width);
    }

    /** The first sums of a reset-before GRU for 4 vectors of units, see {@link VectorKernels#gruFirstSums}. */
    static void gruFirstSums4(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, bias, first);
        FloatVector r0 = FloatVector.fromArray(FLOATS, bias, first + width);
        FloatVector c0 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
        FloatVector z1 = FloatVector.fromArray(FLOATS, bias, first + LANES);
        FloatVector r1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES);
        FloatVector z2 = FloatVector.fromArray(FLOATS, bias, first + 2 * LANES);
        FloatVector r2 = FloatVector.fromArray(FLOATS, bias, first + width + 2 * LANES);
        FloatVector c2 = FloatVector.fromArray(FLOATS, bias, first + 2 * width + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(FLOATS, bias, first + 3 * LANES);
        FloatVector r3 = FloatVector.fromArray(FLOATS, bias, first + width + 3 * LANES);
        FloatVector c3 = FloatVector.fromArray(FLOATS, bias, first + 2 * width + 3 * LANES);
        int wLine = wAt;
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), r0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), r1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
            z2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel), z2);
            r2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel + LANES), r2);
            c2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel + 2 * LANES), c2);
            z3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel), z3);
            r3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel + LANES), r3);
            c3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel + 2 * LANES), c3);
        }
        int uLine = uAt;
        int uPanel = units * 2 * LANES;
        for (int k = 0; k < units; k++, uLine += 2 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + LANES), r1);
            z2 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * uPanel), z2);
            r2 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * uPanel + LANES), r2);
            z3 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 3 * uPanel), z3);
            r3 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 3 * uPanel + LANES), r3);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        c0.intoArray(g, gAt + 2 * width);
        z1.intoArray(g, gAt + LANES);
        r1.intoArray(g, gAt + width + LANES);
        c1.intoArray(g, gAt + 2 * width + LANES);
        z2.intoArray(g, gAt + 2 * LANES);
        r2.intoArray(g, gAt + width + 2 * LANES);
        c2.intoArray(g, gAt + 2 * width + 2 * LANES);
        z3.intoArray(g, gAt + 3 * LANES);
        r3.intoArray(g, gAt + width + 3 * LANES);
        c3.intoArray(g, gAt + 2 * width + 3 * LANES);
    }

    /** The first sums of a reset-before GRU for 2 vectors of units. */
    static void gruFirstSums2(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, bias, first);
        FloatVector r0 = FloatVector.fromArray(FLOATS, bias, first + width);
        FloatVector c0 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
        FloatVector z1 = FloatVector.fromArray(FLOATS, bias, first + LANES);
        FloatVector r1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES);
        int wLine = wAt;
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), r0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), r1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
        }
        int uLine = uAt;
        int uPanel = units * 2 * LANES;
        for (int k = 0; k < units; k++, uLine += 2 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + LANES), r1);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        c0.intoArray(g, gAt + 2 * width);
        z1.intoArray(g, gAt + LANES);
        r1.intoArray(g, gAt + width + LANES);
        c1.intoArray(g, gAt + 2 * width + LANES);
    }

    /** The first sums of a reset-before GRU for one vector of units. */
    static void gruFirstSums1(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.fromArray(FLOATS, bias, first);
        FloatVector r0 = FloatVector.fromArray(FLOATS, bias, first + width);
        FloatVector c0 = FloatVector.fromArray(FLOATS, bias, first + 2 * width);
        int wLine = wAt;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), r0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
        }
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 2 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
        }
        z0.intoArray(g, gAt);
        r0.intoArray(g, gAt + width);
        c0.intoArray(g, gAt + 2 * width);
    }
}
