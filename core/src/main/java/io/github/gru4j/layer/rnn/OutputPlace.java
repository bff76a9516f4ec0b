package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * Where a sequence puts its outputs, and where it finds their gradients: the output of a row of the batch at a time step is
 * a run of adjacent numbers, the next one's begins {@code stride} later. A tensor may take the outputs of two sequences side
 * by side.
 *
 * @param target takes the outputs; (batch, timesteps, …), or (batch, …) for the last ones alone
 * @param offset where the first output begins
 * @param stride from one output to the next
 * @param turned whether the step that is processed last comes first
 */
record OutputPlace(Tensor target, int offset, int stride, boolean turned) {

    /** A tensor of its own, in processing order. */
    static OutputPlace of(DType dtype, RNNOptions options, int batch, int timesteps, int units) {
        return new OutputPlace(Tensor.zeros(dtype, shape(options, batch, timesteps, units)), 0, units, false);
    }

    /** (batch, timesteps, units), or (batch, units) for the last outputs alone. */
    static Shape shape(RNNOptions options, int batch, int timesteps, int units) {
        return options.returnSequences() ? Shape.of(batch, timesteps, units) : Shape.of(batch, units);
    }

    /** Where the output of a row is, for the step at a position of {@code timesteps}, or of 1 where the last is the only one. */
    int at(int row, int position, int timesteps) {
        int step = turned ? timesteps - 1 - position : position;
        return offset + (row * timesteps + step) * stride;
    }
}
