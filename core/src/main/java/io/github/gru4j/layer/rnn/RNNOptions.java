package io.github.gru4j.layer.rnn;

/**
 * How a recurrent layer walks through time, under Keras's names.
 *
 * @param returnSequences the outputs of all steps instead of the last
 * @param returnState hands the states on beside the output
 * @param goBackwards from the last step to the first; the outputs come in that order
 * @param stateful the states after a call are the initial states of the next
 * @param timeMajor inputs, sequences of outputs and masks have the time axis first
 * @param unroll changes nothing here but one rule of masks, see {@link TimeMask#zeroed}
 * @param zeroOutputForMask the output of a masked step is zero rather than the previous output
 */
record RNNOptions(
        boolean returnSequences,
        boolean returnState,
        boolean goBackwards,
        boolean stateful,
        boolean timeMajor,
        boolean unroll,
        boolean zeroOutputForMask) {

    /** Keras's defaults: forward, the last output alone. */
    static final RNNOptions DEFAULTS = new RNNOptions(false, false, false, false, false, false, false);

    /** All steps, forward: what a cell inside a stack gives the next. */
    static final RNNOptions SEQUENCES = new RNNOptions(true, false, false, false, false, false, false);

    /** The same in a given direction. */
    RNNOptions withGoBackwards(boolean newGoBackwards) {
        return new RNNOptions(
                returnSequences, returnState, newGoBackwards, stateful, timeMajor, unroll, zeroOutputForMask);
    }

    /** The time step processed at position {@code s} of {@code timesteps}. */
    int timeOf(int s, int timesteps) {
        return goBackwards ? timesteps - 1 - s : s;
    }
}
