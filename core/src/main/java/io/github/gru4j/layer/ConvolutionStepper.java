package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.PackedMatrix;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * A causal convolution in a stream: the same windows and products as {@link Conv1D}'s over a sequence. The state of a key is
 * a ring of the events that later windows reach back to, and the place in it of the oldest, which the next one replaces.
 *
 * @param signature what the convolution is
 * @param kernels what multiplies
 * @param weights a matrix for each group, (kernelSize · channels / groups, filters / groups)
 * @param starts a bias for each group, padded
 */
record ConvolutionStepper(
        String signature,
        KernelSet kernels,
        List<PackedMatrix> weights,
        List<Tensor> starts,
        int channels,
        int filters,
        int kernelSize,
        int dilationRate,
        Activation activation)
        implements Stepper {

    @Override
    public int inputSize() {
        return channels;
    }

    @Override
    public int outputSize() {
        return filters;
    }

    /** How many events before the present one a window reaches back. */
    private int ring() {
        return (kernelSize - 1) * dilationRate;
    }

    @Override
    public int stateSize() {
        return ring() == 0 ? 0 : ring() * channels + 1;
    }

    private int inner() {
        return kernelSize * (channels / weights.size());
    }

    private int padded() {
        return kernels.pad(filters / weights.size());
    }

    /** A window and its sums, of one group at a time. */
    @Override
    public int scratchSize() {
        return inner() + padded();
    }

    @Override
    public void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset) {
        int own = filters / weights.size(); // the filters of a group
        int padded = padded();
        int inner = inner();
        int sums = scratchOffset + rows * inner;
        for (int group = 0; group < weights.size(); group++) {
            for (int row = 0; row < rows; row++) {
                window(
                        group,
                        x,
                        xOffset + row * channels,
                        state,
                        stateOffset + row * stateStride,
                        scratch,
                        scratchOffset + row * inner);
            }
            kernels.matmul(
                    rows,
                    scratch,
                    scratchOffset,
                    inner,
                    inner,
                    weights.get(group),
                    0,
                    0,
                    padded,
                    starts.get(group),
                    0,
                    0,
                    scratch,
                    sums,
                    padded);
            Elementwise.copyRows(rows, own, scratch, sums, padded, y, yOffset + group * own, filters);
        }
        for (int row = 0; row < rows; row++) {
            int at = yOffset + row * filters;
            activation.apply(y, at, y, at, filters);
            if (ring() > 0) {
                keep(x, xOffset + row * channels, state, stateOffset + row * stateStride);
            }
        }
    }

    /** The window that ends at the present event: a group's channels of the events that it looks at, the oldest first. */
    private void window(int group, Tensor x, int xOffset, Tensor state, int stateOffset, Tensor windows, int at) {
        int own = channels / weights.size();
        int ring = ring();
        int oldest = ring == 0 ? 0 : (int) state.getAt(stateOffset + ring * channels);
        int to = at;
        for (int k = 0; k < kernelSize - 1; k++) {
            int slot = oldest + k * dilationRate;
            slot -= slot >= ring ? ring : 0;
            Tensor.copyRange(state, stateOffset + slot * channels + group * own, windows, to, own);
            to += own;
        }
        Tensor.copyRange(x, xOffset + group * own, windows, to, own);
    }

    private void keep(Tensor x, int xOffset, Tensor state, int stateOffset) {
        int ring = ring();
        int place = stateOffset + ring * channels;
        int oldest = (int) state.getAt(place);
        Tensor.copyRange(x, xOffset, state, stateOffset + oldest * channels, channels);
        state.setAt(place, oldest + 1 == ring ? 0 : oldest + 1);
    }
}
