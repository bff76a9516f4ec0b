package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of two directions made into one, and the way back. The second comes in processing order, its last time step
 * first; turning it around and merging is one walk over the features of each step.
 */
final class Merge {

    private final MergeMode mode;
    private final Tensor forward;
    private final Tensor backward;
    private final int forwardWidth; // features on the last axis
    private final int backwardWidth;
    private final int vectors; // how many vectors of features
    private final int timesteps; // 1 where there is nothing to turn around
    private final int inner; // vectors per time step

    /**
     * Two outputs to be merged.
     *
     * @param timeAxis the axis along which {@code backward} is turned around, or -1 for none
     */
    Merge(MergeMode mode, Tensor forward, Tensor backward, int timeAxis) {
        this.mode = mode;
        this.forward = forward;
        this.backward = backward;
        this.forwardWidth = forward.dim(-1);
        this.backwardWidth = backward.dim(-1);
        Shape shape = forward.shape();
        int all = 1;
        int afterTime = 1;
        for (int axis = 0; axis < shape.rank() - 1; axis++) {
            all *= shape.dim(axis);
            afterTime *= axis > timeAxis ? shape.dim(axis) : 1;
        }
        this.vectors = all;
        this.timesteps = timeAxis < 0 ? 1 : shape.dim(timeAxis);
        this.inner = timeAxis < 0 ? all : afterTime;
    }

    /** Where the vector of the second output lies that belongs to a vector of the first. */
    private int mirrored(int vector) {
        int time = vector / inner % timesteps;
        return vector + (timesteps - 1 - 2 * time) * inner;
    }

    /** One output, or two for {@link MergeMode#NONE}. */
    List<Tensor> outputs() {
        if (mode == MergeMode.NONE) {
            Tensor turned = Tensor.zeros(backward.dtype(), backward.shape());
            for (int vector = 0; vector < vectors; vector++) {
                int from = mirrored(vector) * backwardWidth;
                Tensor.copyRange(backward, from, turned, vector * backwardWidth, backwardWidth);
            }
            return List.of(forward, turned);
        }
        int width = mode == MergeMode.CONCAT ? forwardWidth + backwardWidth : forwardWidth;
        Tensor merged = Tensor.zeros(forward.dtype(), forward.shape().with(-1, width));
        for (int vector = 0; vector < vectors; vector++) {
            int a = vector * forwardWidth;
            int b = mirrored(vector) * backwardWidth;
            int y = vector * width;
            switch (mode) {
                case CONCAT -> {
                    Tensor.copyRange(forward, a, merged, y, forwardWidth);
                    Tensor.copyRange(backward, b, merged, y + forwardWidth, backwardWidth);
                }
                case MUL -> Elementwise.multiply(width, forward, a, backward, b, merged, y);
                default -> {
                    Elementwise.addScaled(width, share(), forward, a, merged, y);
                    Elementwise.addScaled(width, share(), backward, b, merged, y);
                }
            }
        }
        return List.of(merged);
    }

    /** What one output counts in the merged one. */
    private double share() {
        return mode == MergeMode.AVE ? 0.5 : 1;
    }

    /** The gradient of the forward layer's output, given those of {@link #outputs}. */
    @Nullable
    Tensor forwardGradient(List<@Nullable Tensor> dOutputs) {
        Tensor d = dOutputs.get(0);
        if (d == null || mode == MergeMode.NONE || mode == MergeMode.SUM) {
            return d;
        }
        Tensor result = Tensor.zeros(forward.dtype(), forward.shape());
        int width = d.dim(-1);
        for (int vector = 0; vector < vectors; vector++) {
            int at = vector * forwardWidth;
            if (mode == MergeMode.MUL) {
                Elementwise.multiply(width, d, at, backward, mirrored(vector) * backwardWidth, result, at);
            } else {
                Elementwise.addScaled(forwardWidth, share(), d, vector * width, result, at);
            }
        }
        return result;
    }

    /** The gradient of the backward layer's output in its own order, given those of {@link #outputs}. */
    @Nullable
    Tensor backwardGradient(List<@Nullable Tensor> dOutputs) {
        Tensor d = dOutputs.get(mode == MergeMode.NONE ? 1 : 0);
        if (d == null) {
            return null;
        }
        Tensor result = Tensor.zeros(backward.dtype(), backward.shape());
        int width = d.dim(-1);
        for (int vector = 0; vector < vectors; vector++) {
            int from = vector * width;
            int at = mirrored(vector) * backwardWidth;
            if (mode == MergeMode.MUL) {
                Elementwise.multiply(width, d, from, forward, from, result, at);
            } else {
                int skipped = mode == MergeMode.CONCAT ? forwardWidth : 0;
                Elementwise.addScaled(backwardWidth, share(), d, from + skipped, result, at);
            }
        }
        return result;
    }
}
