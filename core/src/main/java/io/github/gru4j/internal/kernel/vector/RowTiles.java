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
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
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
        FloatVector.fromArray(FLOATS, init, initAt).add(s00).intoArray(c, cAt);
        FloatVector.fromArray(FLOATS, init, initAt + cBlock).add(s01).intoArray(c, cAt + cBlock);
        FloatVector.fromArray(FLOATS, init, initAt + cLast).add(s02).intoArray(c, cAt + cLast);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel).add(s10).intoArray(c, cAt + cPanel);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel + cBlock).add(s11).intoArray(c, cAt + cPanel + cBlock);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast).add(s12).intoArray(c, cAt + cPanel + cLast);
    }

    /** 4 panels of 2 vectors. */
    static void panels4x2(
            int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init, int initAt, float[] c, int cAt, int cLast, int cPanel) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
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
        FloatVector.fromArray(FLOATS, init, initAt).add(s00).intoArray(c, cAt);
        FloatVector.fromArray(FLOATS, init, initAt + cLast).add(s01).intoArray(c, cAt + cLast);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel).add(s10).intoArray(c, cAt + cPanel);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast).add(s11).intoArray(c, cAt + cPanel + cLast);
        FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel).add(s20).intoArray(c, cAt + 2 * cPanel);
        FloatVector.fromArray(FLOATS, init, initAt + 2 * cPanel + cLast).add(s21).intoArray(c, cAt + 2 * cPanel + cLast);
        FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel).add(s30).intoArray(c, cAt + 3 * cPanel);
        FloatVector.fromArray(FLOATS, init, initAt + 3 * cPanel + cLast).add(s31).intoArray(c, cAt + 3 * cPanel + cLast);
    }

    /** 2 panels of 2 vectors. */
    static void panels2x2(
            int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init, int initAt, float[] c, int cAt, int cLast, int cPanel) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        int line = wAt;
        for (int k = 0; k < inner; k++, line += wStep) {
            FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k]);
            s00 = x.fma(FloatVector.fromArray(FLOATS, w, line), s00);
            s01 = x.fma(FloatVector.fromArray(FLOATS, w, line + wBlock), s01);
            s10 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel), s10);
            s11 = x.fma(FloatVector.fromArray(FLOATS, w, line + wPanel + wBlock), s11);
        }
        FloatVector.fromArray(FLOATS, init, initAt).add(s00).intoArray(c, cAt);
        FloatVector.fromArray(FLOATS, init, initAt + cLast).add(s01).intoArray(c, cAt + cLast);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel).add(s10).intoArray(c, cAt + cPanel);
        FloatVector.fromArray(FLOATS, init, initAt + cPanel + cLast).add(s11).intoArray(c, cAt + cPanel + cLast);
    }

    /** All sums of a reset-after GRU for 2 vectors of units, see {@link VectorKernels#gruSums}. */
    static void gruSums2(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector zx0 = FloatVector.zero(FLOATS);
        FloatVector rx0 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector zx1 = FloatVector.zero(FLOATS);
        FloatVector rx1 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        int wLine = wAt;
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            zx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), zx0);
            rx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), rx0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            zx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), zx1);
            rx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), rx1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
        }
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector rh0 = FloatVector.zero(FLOATS);
        FloatVector z1 = FloatVector.zero(FLOATS);
        FloatVector r1 = FloatVector.zero(FLOATS);
        FloatVector rh1 = FloatVector.zero(FLOATS);
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
        zx0 = FloatVector.fromArray(FLOATS, bias, first).add(zx0);
        zx0.add(z0).intoArray(g, gAt);
        rx0 = FloatVector.fromArray(FLOATS, bias, first + width).add(rx0);
        rx0.add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width).add(c0).intoArray(g, gAt + 2 * width);
        FloatVector.fromArray(FLOATS, recurrentBias, first).add(rh0).intoArray(g, gAt + 3 * width);
        zx1 = FloatVector.fromArray(FLOATS, bias, first + LANES).add(zx1);
        zx1.add(z1).intoArray(g, gAt + LANES);
        rx1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES).add(rx1);
        rx1.add(r1).intoArray(g, gAt + width + LANES);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES).add(c1).intoArray(g, gAt + 2 * width + LANES);
        FloatVector.fromArray(FLOATS, recurrentBias, first + LANES).add(rh1).intoArray(g, gAt + 3 * width + LANES);
    }

    /** All sums of a reset-after GRU for one vector of units. */
    static void gruSums1(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector zx0 = FloatVector.zero(FLOATS);
        FloatVector rx0 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        int wLine = wAt;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            zx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), zx0);
            rx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), rx0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
        }
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector rh0 = FloatVector.zero(FLOATS);
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
        }
        zx0 = FloatVector.fromArray(FLOATS, bias, first).add(zx0);
        zx0.add(z0).intoArray(g, gAt);
        rx0 = FloatVector.fromArray(FLOATS, bias, first + width).add(rx0);
        rx0.add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width).add(c0).intoArray(g, gAt + 2 * width);
        FloatVector.fromArray(FLOATS, recurrentBias, first).add(rh0).intoArray(g, gAt + 3 * width);
    }

    /** The state's products for 2 vectors of units, see {@link VectorKernels#gruProducts}. */
    static void gruProducts2(
            int units, float[] h, int hAt, float[] u, int uAt, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector rh0 = FloatVector.zero(FLOATS);
        FloatVector z1 = FloatVector.zero(FLOATS);
        FloatVector r1 = FloatVector.zero(FLOATS);
        FloatVector rh1 = FloatVector.zero(FLOATS);
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
        FloatVector.fromArray(FLOATS, g, gAt).add(z0).intoArray(g, gAt);
        FloatVector.fromArray(FLOATS, g, gAt + width).add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, recurrentBias, first).add(rh0).intoArray(g, gAt + 3 * width);
        FloatVector.fromArray(FLOATS, g, gAt + LANES).add(z1).intoArray(g, gAt + LANES);
        FloatVector.fromArray(FLOATS, g, gAt + width + LANES).add(r1).intoArray(g, gAt + width + LANES);
        FloatVector.fromArray(FLOATS, recurrentBias, first + LANES).add(rh1).intoArray(g, gAt + 3 * width + LANES);
    }

    /** The state's products for one vector of units. */
    static void gruProducts1(
            int units, float[] h, int hAt, float[] u, int uAt, float[] recurrentBias, int first, float[] g, int gAt, int width) {
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector rh0 = FloatVector.zero(FLOATS);
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            rh0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + 2 * LANES), rh0);
        }
        FloatVector.fromArray(FLOATS, g, gAt).add(z0).intoArray(g, gAt);
        FloatVector.fromArray(FLOATS, g, gAt + width).add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, recurrentBias, first).add(rh0).intoArray(g, gAt + 3 * width);
    }

    /** The first sums of a reset-before GRU for 4 vectors of units, see {@link VectorKernels#gruFirstSums}. */
    static void gruFirstSums4(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
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
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            zx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), zx0);
            rx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), rx0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            zx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), zx1);
            rx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), rx1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
            zx2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel), zx2);
            rx2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel + LANES), rx2);
            c2 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * wPanel + 2 * LANES), c2);
            zx3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel), zx3);
            rx3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel + LANES), rx3);
            c3 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 3 * wPanel + 2 * LANES), c3);
        }
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector z1 = FloatVector.zero(FLOATS);
        FloatVector r1 = FloatVector.zero(FLOATS);
        FloatVector z2 = FloatVector.zero(FLOATS);
        FloatVector r2 = FloatVector.zero(FLOATS);
        FloatVector z3 = FloatVector.zero(FLOATS);
        FloatVector r3 = FloatVector.zero(FLOATS);
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
        zx0 = FloatVector.fromArray(FLOATS, bias, first).add(zx0);
        zx0.add(z0).intoArray(g, gAt);
        rx0 = FloatVector.fromArray(FLOATS, bias, first + width).add(rx0);
        rx0.add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width).add(c0).intoArray(g, gAt + 2 * width);
        zx1 = FloatVector.fromArray(FLOATS, bias, first + LANES).add(zx1);
        zx1.add(z1).intoArray(g, gAt + LANES);
        rx1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES).add(rx1);
        rx1.add(r1).intoArray(g, gAt + width + LANES);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES).add(c1).intoArray(g, gAt + 2 * width + LANES);
        zx2 = FloatVector.fromArray(FLOATS, bias, first + 2 * LANES).add(zx2);
        zx2.add(z2).intoArray(g, gAt + 2 * LANES);
        rx2 = FloatVector.fromArray(FLOATS, bias, first + width + 2 * LANES).add(rx2);
        rx2.add(r2).intoArray(g, gAt + width + 2 * LANES);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width + 2 * LANES).add(c2).intoArray(g, gAt + 2 * width + 2 * LANES);
        zx3 = FloatVector.fromArray(FLOATS, bias, first + 3 * LANES).add(zx3);
        zx3.add(z3).intoArray(g, gAt + 3 * LANES);
        rx3 = FloatVector.fromArray(FLOATS, bias, first + width + 3 * LANES).add(rx3);
        rx3.add(r3).intoArray(g, gAt + width + 3 * LANES);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width + 3 * LANES).add(c3).intoArray(g, gAt + 2 * width + 3 * LANES);
    }

    /** The first sums of a reset-before GRU for 2 vectors of units. */
    static void gruFirstSums2(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
        FloatVector zx0 = FloatVector.zero(FLOATS);
        FloatVector rx0 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector zx1 = FloatVector.zero(FLOATS);
        FloatVector rx1 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        int wLine = wAt;
        int wPanel = features * 3 * LANES;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            zx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), zx0);
            rx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), rx0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
            zx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel), zx1);
            rx1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + LANES), rx1);
            c1 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + wPanel + 2 * LANES), c1);
        }
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        FloatVector z1 = FloatVector.zero(FLOATS);
        FloatVector r1 = FloatVector.zero(FLOATS);
        int uLine = uAt;
        int uPanel = units * 2 * LANES;
        for (int k = 0; k < units; k++, uLine += 2 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
            z1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel), z1);
            r1 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + uPanel + LANES), r1);
        }
        zx0 = FloatVector.fromArray(FLOATS, bias, first).add(zx0);
        zx0.add(z0).intoArray(g, gAt);
        rx0 = FloatVector.fromArray(FLOATS, bias, first + width).add(rx0);
        rx0.add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width).add(c0).intoArray(g, gAt + 2 * width);
        zx1 = FloatVector.fromArray(FLOATS, bias, first + LANES).add(zx1);
        zx1.add(z1).intoArray(g, gAt + LANES);
        rx1 = FloatVector.fromArray(FLOATS, bias, first + width + LANES).add(rx1);
        rx1.add(r1).intoArray(g, gAt + width + LANES);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width + LANES).add(c1).intoArray(g, gAt + 2 * width + LANES);
    }

    /** The first sums of a reset-before GRU for one vector of units. */
    static void gruFirstSums1(
            int features, float[] x, int xAt, float[] w, int wAt, int units, float[] h, int hAt, float[] u, int uAt, float[] bias, int first, float[] g, int gAt, int width) {
        FloatVector zx0 = FloatVector.zero(FLOATS);
        FloatVector rx0 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        int wLine = wAt;
        for (int k = 0; k < features; k++, wLine += 3 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[xAt + k]);
            zx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine), zx0);
            rx0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + LANES), rx0);
            c0 = value.fma(FloatVector.fromArray(FLOATS, w, wLine + 2 * LANES), c0);
        }
        FloatVector z0 = FloatVector.zero(FLOATS);
        FloatVector r0 = FloatVector.zero(FLOATS);
        int uLine = uAt;
        for (int k = 0; k < units; k++, uLine += 2 * LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, h[hAt + k]);
            z0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine), z0);
            r0 = value.fma(FloatVector.fromArray(FLOATS, u, uLine + LANES), r0);
        }
        zx0 = FloatVector.fromArray(FLOATS, bias, first).add(zx0);
        zx0.add(z0).intoArray(g, gAt);
        rx0 = FloatVector.fromArray(FLOATS, bias, first + width).add(rx0);
        rx0.add(r0).intoArray(g, gAt + width);
        FloatVector.fromArray(FLOATS, bias, first + 2 * width).add(c0).intoArray(g, gAt + 2 * width);
    }
}
