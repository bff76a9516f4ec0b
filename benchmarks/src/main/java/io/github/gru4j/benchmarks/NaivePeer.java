package io.github.gru4j.benchmarks;

import java.util.Arrays;

/** Plain loops in Keras's layout, one scaled row of weights added per input; the JIT vectorises the inner loop. */
final class NaivePeer implements Peer {

    @Override
    public Stream openStream(GruWeights weights) {
        Cell cell = new Cell(weights);
        float[] state = new float[weights.units];
        return (x, h) -> {
            cell.step(x, 0, state, 0, h, 0);
            System.arraycopy(h, 0, state, 0, h.length);
        };
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) {
        return new NaiveSequence(new Cell(weights), shape);
    }

    private static final class NaiveSequence implements Sequence {
        private final Cell cell;
        private final SequenceShape shape;
        private final float[] start; // (units)
        private final float[] y; // (batch, timesteps, units)
        private float[] x = {}; // (batch, timesteps, features)

        NaiveSequence(Cell cell, SequenceShape shape) {
            this.cell = cell;
            this.shape = shape;
            this.start = new float[shape.units()];
            this.y = new float[shape.batch() * shape.timesteps() * shape.units()];
        }

        @Override
        public void setInput(float[] input) {
            x = input;
        }

        @Override
        public void run() {
            for (int row = 0; row < shape.batch() * shape.timesteps(); row++) {
                boolean first = row % shape.timesteps() == 0;
                int out = row * shape.units();
                cell.step(x, row * shape.features(), first ? start : y, first ? 0 : out - shape.units(), y, out);
            }
        }

        @Override
        public float[] output() {
            return Arrays.copyOf(y, y.length);
        }
    }

    private static final class Cell {
        private final GruWeights w;
        private final int columns;
        private final float[] gx; // (3 * units)
        private final float[] gh; // (3 * units)

        Cell(GruWeights w) {
            this.w = w;
            this.columns = 3 * w.units;
            this.gx = new float[columns];
            this.gh = new float[columns];
        }

        void step(float[] x, int xOffset, float[] h, int hOffset, float[] next, int nextOffset) {
            product(x, xOffset, w.features, w.kernel, 0, gx);
            product(h, hOffset, w.units, w.recurrent, columns, gh);
            int units = w.units;
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

        private static float sigmoid(float v) {
            return (float) (1 / (1 + Math.exp(-v)));
        }
    }
}
