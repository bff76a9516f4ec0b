package io.github.gru4j.internal.kernel;

/**
 * The element-wise part of a GRU step for the scalar set, forward and backward. Each operand, of several rows of the batch,
 * is copied to an array of its own from index 0, where C2 vectorises the loops; see {@link ScalarSums}. Stateless.
 */
final class ScalarGates {

    /** Rows of working memory that a pass needs, each of {@link #lineLength} elements. */
    static final int LINES = 6;

    /** Elements of several rows of the batch that go through one loop: long, yet six of them fit the first-level cache. */
    static final int BLOCK = 1024;

    private ScalarGates() {}

    /** How much working memory a row of it needs for gates of the given width. */
    static int lineLength(int width) {
        return Math.max(BLOCK, width);
    }

    private static int rowsAtOnce(int width) {
        return Math.max(1, BLOCK / Math.max(1, width));
    }

    private static void gather(int rows, int width, float[] from, int offset, int stride, float[] line) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, offset + row * stride, line, row * width, width);
        }
    }

    private static void scatter(int rows, int width, float[] line, float[] to, int offset, int stride) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(line, row * width, to, offset + row * stride, width);
        }
    }

    static void sigmoid(int n, float[] x) {
        for (int j = 0; j < n; j++) {
            x[j] = ScalarTanh.sigmoid(x[j]);
        }
    }

    static void tanh(int n, float[] x) {
        for (int j = 0; j < n; j++) {
            x[j] = ScalarTanh.of(x[j]);
        }
    }

    /**
     * As {@link KernelSet#gruGates}.
     *
     * @param lines working memory: {@link #LINES} times {@link #lineLength}
     */
    static void forward(
            float[][] lines,
            int rows,
            int width,
            float[] g,
            int gOffset,
            int gStride,
            float[] rh,
            int rhOffset,
            int rhStride,
            float[] hPrev,
            int hPrevOffset,
            int hPrevStride,
            float[] hNext,
            int hNextOffset,
            int hNextStride) {
        float[] z = lines[0];
        float[] r = lines[1];
        float[] hh = lines[2];
        float[] recurrent = lines[3];
        float[] h = lines[4];
        int block = rowsAtOnce(width);
        for (int row = 0; row < rows; row += block) {
            int count = Math.min(block, rows - row);
            int n = count * width;
            int at = gOffset + row * gStride;
            int atRecurrent = rhOffset + row * rhStride;
            gather(count, width, g, at, gStride, z);
            gather(count, width, g, at + width, gStride, r);
            gather(count, width, g, at + 2 * width, gStride, hh);
            gather(count, width, rh, atRecurrent, rhStride, recurrent);
            gather(count, width, hPrev, hPrevOffset + row * hPrevStride, hPrevStride, h);
            sigmoid(n, z);
            sigmoid(n, r);
            addRecurrent(n, r, recurrent, hh);
            tanh(n, hh);
            blend(n, z, hh, h);
            scatter(count, width, z, g, at, gStride);
            scatter(count, width, r, g, at + width, gStride);
            scatter(count, width, hh, g, at + 2 * width, gStride);
            scatter(count, width, h, hNext, hNextOffset + row * hNextStride, hNextStride);
        }
    }

    private static void addRecurrent(int width, float[] r, float[] recurrent, float[] hh) {
        for (int j = 0; j < width; j++) {
            hh[j] += r[j] * recurrent[j];
        }
    }

    private static void blend(int width, float[] z, float[] hh, float[] h) {
        for (int j = 0; j < width; j++) {
            h[j] = z[j] * h[j] + (1 - z[j]) * hh[j];
        }
    }

    /**
     * As {@link KernelSet#gruGatesBackward}.
     *
     * @param lines working memory: {@link #LINES} times {@link #lineLength}
     */
    static void backward(
            float[][] lines,
            int rows,
            int width,
            float[] g,
            int gOffset,
            int gStride,
            float[] rh,
            int rhOffset,
            int rhStride,
            float[] hPrev,
            int hPrevOffset,
            int hPrevStride,
            float[] dh,
            int dhOffset,
            int dhStride) {
        float[] z = lines[0];
        float[] r = lines[1];
        float[] hh = lines[2];
        float[] recurrent = lines[3];
        float[] h = lines[4];
        float[] d = lines[5];
        int block = rowsAtOnce(width);
        for (int row = 0; row < rows; row += block) {
            int count = Math.min(block, rows - row);
            int at = gOffset + row * gStride;
            int atRecurrent = rhOffset + row * rhStride;
            int atGradient = dhOffset + row * dhStride;
            gather(count, width, g, at, gStride, z);
            gather(count, width, g, at + width, gStride, r);
            gather(count, width, g, at + 2 * width, gStride, hh);
            gather(count, width, rh, atRecurrent, rhStride, recurrent);
            gather(count, width, hPrev, hPrevOffset + row * hPrevStride, hPrevStride, h);
            gather(count, width, dh, atGradient, dhStride, d);
            backward(count * width, z, r, hh, recurrent, h, d);
            scatter(count, width, h, g, at, gStride);
            scatter(count, width, z, g, at + width, gStride);
            scatter(count, width, hh, g, at + 2 * width, gStride);
            scatter(count, width, recurrent, rh, atRecurrent, rhStride);
            scatter(count, width, d, dh, atGradient, dhStride);
        }
    }

    // One output per loop: with five of them JDK 17 no longer vectorises.
    private static void backward(int width, float[] z, float[] r, float[] hh, float[] recurrent, float[] h, float[] d) {
        for (int j = 0; j < width; j++) {
            h[j] = d[j] * (h[j] - hh[j]) * z[j] * (1 - z[j]); // dz
        }
        for (int j = 0; j < width; j++) {
            hh[j] = d[j] * (1 - z[j]) * (1 - hh[j] * hh[j]); // dhh
        }
        for (int j = 0; j < width; j++) {
            d[j] = d[j] * z[j]; // dhPrev
        }
        for (int j = 0; j < width; j++) {
            z[j] = hh[j] * recurrent[j] * r[j] * (1 - r[j]); // dr
        }
        for (int j = 0; j < width; j++) {
            recurrent[j] = hh[j] * r[j]; // drh
        }
    }
}
