package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.SequenceShape;

/**
 * What limits a work on an ideal machine: its arithmetic, or reading its weights.
 *
 * @param flops multiplications and additions of its products
 * @param weightBytes the weights that each step reads anew; 0 where several rows share a reading
 * @param bytesRead all bytes of weights that it reads
 */
record Bound(double flops, long weightBytes, double bytesRead) {

    static Bound forward(SequenceShape shape) {
        if (shape.batch() > 1) {
            return new Bound(shape.flops(), 0, 0);
        }
        if (shape.timesteps() == 1) {
            return new Bound(shape.flops(), shape.weightBytes(), shape.weightBytes());
        }
        // The inputs of many steps are projected together; the recurrent weights are read in every step.
        long recurrent = 12L * shape.units() * shape.units();
        double once = 12.0 * shape.units() * shape.features();
        return new Bound(shape.flops(), recurrent, once + (double) recurrent * shape.timesteps());
    }

    /** The way back has the same products twice: for the weights, and for what the step before and, if wanted, the input get. */
    static Bound training(SequenceShape shape, boolean inputGradient) {
        double input = 6.0 * shape.batch() * shape.timesteps() * shape.units() * shape.features();
        return new Bound(3 * shape.flops() - (inputGradient ? 0 : input), 0, 0);
    }
}
