package io.github.gru4j.benchmarks;

/**
 * One implementation of a GRU. A peer may prepare what it likes when a runner is opened (pack, compile, allocate), and may
 * keep the input and output of a sequence in whatever memory and axis order it likes best; neither is timed. A streaming
 * step includes copying its input and output, because that is the nature of the job.
 */
interface Peer {

    /** One time step per call, batch 1; the state starts at zero and stays inside. */
    Stream openStream(GruWeights weights) throws Exception;

    /** Whole sequences from a zero state, all outputs kept. */
    Sequence openSequence(GruWeights weights, SequenceShape shape) throws Exception;

    /** A stream that was opened. */
    interface Stream extends AutoCloseable {

        /** x (features) in, h (units) out. */
        void step(float[] x, float[] h) throws Exception;

        @Override
        default void close() {}
    }

    /** A sequence runner that was opened. */
    interface Sequence extends AutoCloseable {

        /** Takes x (batch, timesteps, features). Not timed. */
        void setInput(float[] x) throws Exception;

        /** What is timed. */
        void run() throws Exception;

        /** (batch, timesteps, units). Not timed. */
        float[] output() throws Exception;

        @Override
        default void close() {}
    }
}
