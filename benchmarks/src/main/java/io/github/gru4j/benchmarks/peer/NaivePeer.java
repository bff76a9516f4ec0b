package io.github.gru4j.benchmarks.peer;

import java.util.Arrays;

/** Plain loops in Keras's layout, the fastest straightforward form: one inner product per output is slower at any size. */
final class NaivePeer implements Peer {

    @Override
    public String version() {
        return "Java " + Runtime.version().feature();
    }

    @Override
    public Stream openStream(GruWeights weights) {
        NaiveCell cell = new NaiveCell(weights);
        float[] state = new float[weights.units];
        return (x, h) -> {
            cell.step(x, 0, state, 0, h, 0);
            System.arraycopy(h, 0, state, 0, h.length);
        };
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) {
        return new NaiveSequence(new NaiveCell(weights), shape);
    }

    @Override
    public Training openTraining(GruWeights weights, SequenceShape shape) {
        return new NaiveTraining(weights, shape);
    }

    private static final class NaiveSequence implements Sequence {
        private final NaiveCell cell;
        private final SequenceShape shape;
        private final float[] start; // (units)
        private final float[] y; // (batch, timesteps, units)
        private float[] x = {}; // (batch, timesteps, features)

        NaiveSequence(NaiveCell cell, SequenceShape shape) {
            this.cell = cell;
            this.shape = shape;
            this.start = new float[shape.units()];
            this.y = new float[shape.outputs()];
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
}
