package io.github.gru4j.benchmarks.peer;

/**
 * One implementation of a GRU. A peer may prepare what it likes when a runner is opened (pack, compile, allocate), and may
 * keep the input and output of a sequence in whatever memory and axis order it likes best; neither is timed. A streaming
 * step includes copying its input and output, because that is the nature of the job. Peers work on one thread.
 */
public interface Peer {

    /** What was measured, for the report: name and version of the library. */
    String version();

    /** One time step per call, batch 1; the state starts at zero and stays inside. */
    Stream openStream(GruWeights weights) throws Exception;

    /**
     * One time step per call for any of many keys, whose states are kept outside: passed in and taken out.
     *
     * @throws UnsupportedOperationException if this peer has no such steps
     */
    default Keyed openKeyed(GruWeights weights) throws Exception {
        throw new UnsupportedOperationException(getClass().getSimpleName() + ": this peer takes no states.");
    }

    /** Whole sequences from a zero state, all outputs kept. */
    Sequence openSequence(GruWeights weights, SequenceShape shape) throws Exception;

    /**
     * Forward and backward pass with the gradients of all weights, which count as changed since the call before: what a
     * peer derives from them is derived anew.
     *
     * @throws UnsupportedOperationException if {@link Competitor#trains} is false
     */
    default Training openTraining(GruWeights weights, SequenceShape shape) throws Exception {
        throw new UnsupportedOperationException(getClass().getSimpleName() + ": this peer does not train.");
    }

    /** A stream that was opened. */
    interface Stream extends AutoCloseable {

        /** x (features) in, h (units) out. */
        void step(float[] x, float[] h) throws Exception;

        @Override
        default void close() {}
    }

    /** Steps with states from outside. */
    interface Keyed extends AutoCloseable {

        /** x (features) in; h (units), the state and answer, in and out. */
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

    /** A training step that was opened. */
    interface Training extends AutoCloseable {

        /**
         * Takes x (batch, timesteps, features) and the gradient of the outputs, (batch, timesteps, units). Not timed.
         */
        void setInput(float[] x, float[] dOutput) throws Exception;

        /** What is timed. */
        void run() throws Exception;

        /**
         * Whether {@link #run} has to give the gradient of the input, which the layers of a model get and the first one has no
         * use for; not so at first. A peer that cannot leave it out computes it in any case. Not timed.
         */
        default void wantInputGradient(boolean wanted) {}

        /** The gradients of kernel, recurrent kernel and bias, in the layout of {@link GruWeights}. Not timed. */
        float[][] gradients() throws Exception;

        @Override
        default void close() {}
    }

    /** (a, b, n) to (b, a, n): from batch-major to time-major and back. */
    static float[] swapLeading(float[] values, int a, int b, int n) {
        float[] result = new float[values.length];
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(values, (i * b + j) * n, result, (j * a + i) * n, n);
            }
        }
        return result;
    }
}
