package io.github.gru4j.benchmarks.peer;

/** The products of one step in plain loops, one scaled row of weights added per input; the JIT vectorises the inner loop. */
final class NaiveCell {

    final int features;
    final int units;
    final int columns;
    /** x · W + b, (3 * units). */
    final float[] gx;
    /** h · U + b, (3 * units). */
    final float[] gh;

    private final GruWeights w;

    NaiveCell(GruWeights w) {
        this.w = w;
        this.features = w.features;
        this.units = w.units;
        this.columns = 3 * w.units;
        this.gx = new float[columns];
        this.gh = new float[columns];
    }

    void project(float[] x, int xOffset, float[] h, int hOffset) {
        product(x, xOffset, features, w.kernel, 0, gx);
        product(h, hOffset, units, w.recurrent, columns, gh);
    }

    void step(float[] x, int xOffset, float[] h, int hOffset, float[] next, int nextOffset) {
        project(x, xOffset, h, hOffset);
        for (int j = 0; j < units; j++) {
            float z = sigmoid(gx[j] + gh[j]);
            float r = sigmoid(gx[units + j] + gh[units + j]);
            float hh = (float) Math.tanh(gx[2 * units + j] + r * gh[2 * units + j]);
            next[nextOffset + j] = z * h[hOffset + j] + (1 - z) * hh;
        }
    }

    private void product(float[] v, int offset, int length, float[] matrix, int biasOffset, float[] out) {
        System.arraycopy(w.bias, biasOffset, out, 0, columns);
        for (int k = 0; k < length; k++) {
            float a = v[offset + k];
            int row = k * columns;
            for (int j = 0; j < columns; j++) {
                out[j] += a * matrix[row + j];
            }
        }
    }

    static float sigmoid(float v) {
        return (float) (1 / (1 + Math.exp(-v)));
    }
}
