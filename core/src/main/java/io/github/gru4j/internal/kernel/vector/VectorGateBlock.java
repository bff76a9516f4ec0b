package io.github.gru4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradients of the gates of several steps, laid out as the tiles of an outer product read them: a panel for each vector
 * of units, and in it a line of four vectors for each row, dhh | dz | dr | drh. The first three are the gradients of what the
 * weights of the input gave, the last three those of the state's.
 */
final class VectorGateBlock {

    private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
    private static final int LANES = FLOATS.length();

    /** From one row of a panel to the next. */
    static final int LINE = 4 * LANES;

    private VectorGateBlock() {}

    /** From one panel to the next: an odd number of vectors, so that they do not all fall into the same sets of a cache. */
    static int panel(int rows) {
        return rows * LINE + LANES;
    }

    static int size(int rows, int width) {
        return width / LANES * panel(rows);
    }

    /** {@code y += x} for all rows. */
    static void add(int rows, int width, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = yAt + row * yStride;
            for (int j = 0; j < width; j += LANES) {
                FloatVector.fromArray(FLOATS, y, to + j)
                        .add(FloatVector.fromArray(FLOATS, x, from + j))
                        .intoArray(y, to + j);
            }
        }
    }

    /** One row of {@link io.github.gru4j.internal.kernel.KernelSet#gruBlockBackward}, with the operations of {@link VectorGates}. */
    static void backward(
            int width,
            float[] g,
            int gAt,
            float[] hPrev,
            int hAt,
            float[] dh,
            int dhAt,
            float[] d,
            int dAt,
            float[] block,
            int blockRow,
            int blockRows) {
        int line = blockRow * LINE;
        int panel = panel(blockRows);
        for (int j = 0; j < width; j += LANES, line += panel) {
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector z = FloatVector.fromArray(FLOATS, g, gAt + j);
            FloatVector r = FloatVector.fromArray(FLOATS, g, gAt + width + j);
            FloatVector hh = FloatVector.fromArray(FLOATS, g, gAt + 2 * width + j);
            FloatVector recurrent = FloatVector.fromArray(FLOATS, g, gAt + 3 * width + j);
            FloatVector h = FloatVector.fromArray(FLOATS, hPrev, hAt + j);
            FloatVector next = FloatVector.fromArray(FLOATS, dh, dhAt + j);
            FloatVector notZ = one.sub(z);
            FloatVector dhh = next.mul(notZ).mul(one.sub(hh.mul(hh)));
            FloatVector dz = next.mul(h.sub(hh)).mul(z).mul(notZ);
            FloatVector dr = dhh.mul(recurrent).mul(r).mul(one.sub(r));
            FloatVector drh = dhh.mul(r);
            dz.intoArray(d, dAt + j);
            dr.intoArray(d, dAt + width + j);
            dhh.intoArray(d, dAt + 2 * width + j);
            drh.intoArray(d, dAt + 3 * width + j);
            dhh.intoArray(block, line);
            dz.intoArray(block, line + LANES);
            dr.intoArray(block, line + 2 * LANES);
            drh.intoArray(block, line + 3 * LANES);
            next.mul(z).intoArray(dh, dhAt + j);
        }
    }

    /** What {@link io.github.gru4j.internal.kernel.KernelSet#addBlockSums} describes. */
    static void addSums(int rows, float[] block, int blockRows, int width, float[] out, int outAt) {
        int panel = panel(blockRows);
        for (int j = 0; j < width; j += LANES) {
            addLines(rows, block, j / LANES * panel, out, outAt + j, width);
        }
    }

    private static void addLines(int rows, float[] block, int at, float[] out, int outAt, int width) {
        FloatVector z = FloatVector.fromArray(FLOATS, out, outAt);
        FloatVector r = FloatVector.fromArray(FLOATS, out, outAt + width);
        FloatVector hh = FloatVector.fromArray(FLOATS, out, outAt + 2 * width);
        FloatVector rh = FloatVector.fromArray(FLOATS, out, outAt + 3 * width);
        int line = at;
        for (int row = 0; row < rows; row++, line += LINE) {
            hh = hh.add(FloatVector.fromArray(FLOATS, block, line));
            z = z.add(FloatVector.fromArray(FLOATS, block, line + LANES));
            r = r.add(FloatVector.fromArray(FLOATS, block, line + 2 * LANES));
            rh = rh.add(FloatVector.fromArray(FLOATS, block, line + 3 * LANES));
        }
        z.intoArray(out, outAt);
        r.intoArray(out, outAt + width);
        hh.intoArray(out, outAt + 2 * width);
        rh.intoArray(out, outAt + 3 * width);
    }
}
