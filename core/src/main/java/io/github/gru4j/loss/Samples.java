package io.github.gru4j.loss;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the predictions of a batch divide into samples, which of these a mask leaves, and what each one weighs. A sample is
 * a run of {@code width} predictions: a row of a matrix, a time step of a sequence.
 *
 * <p>A weight or a mask has the shape of the samples or of their first axes: one number per sequence holds for all of its
 * steps, as in Keras 2. An axis of 1 holds for all samples along it. Immutable; safe to share between threads.
 */
public final class Samples {

    private final Shape shape;
    private final int width;
    private final double @Nullable [] weights; // (count), the product of weight and mask; null for ones
    private final boolean @Nullable [] used; // (count); null for all

    private Samples(String owner, Shape shape, int width, @Nullable Tensor weight, @Nullable Mask mask) {
        this.shape = shape;
        this.width = width;
        int count = Math.toIntExact(shape.size());
        int[] axes = shape.toArray();
        if (weight == null) {
            weights = null;
        } else {
            int[] positions = positions(owner, "sampleWeight", axes, count, weight.shape());
            weights = new double[count];
            Arrays.setAll(weights, sample -> weight.getAt(positions[sample]));
        }
        if (mask == null) {
            used = null;
        } else {
            int[] positions = positions(owner, "mask", axes, count, mask.shape());
            used = new boolean[count];
            for (int sample = 0; sample < count; sample++) {
                used[sample] = mask.used(positions[sample] / mask.timesteps(), positions[sample] % mask.timesteps());
            }
        }
    }

    /**
     * Samples along the last axis of the predictions.
     *
     * <p>Where Keras drops a last axis of 1 to compare (batch, timesteps) targets with (batch, timesteps, 1) predictions,
     * a sequence is one sample; with a weight or a mask per step each step is one (Keras refuses these).
     *
     * @param owner whose error it is if weight or mask does not fit
     * @param yTrue targets
     * @param yPred predictions
     * @param weight weights, or null for ones
     * @param mask which samples count, or null for all
     */
    public static Samples rows(String owner, Tensor yTrue, Tensor yPred, @Nullable Tensor weight, @Nullable Mask mask) {
        int[] axes = yPred.shape().toArray();
        int rank = axes.length;
        if (rank == 0 || (rank == 1 && yTrue.shape().rank() == 2)) {
            return elements(owner, yPred, weight, mask);
        }
        boolean perStep = mask != null || (weight != null && weight.shape().rank() >= rank - 1);
        int dropped = rank > 2 && axes[rank - 1] == 1 && yTrue.shape().rank() == rank - 1 && !perStep ? 2 : 1;
        return new Samples(owner, Shape.of(Arrays.copyOf(axes, rank - dropped)), axes[rank - dropped], weight, mask);
    }

    /** Every prediction a sample of its own; see {@link #rows}. */
    public static Samples elements(String owner, Tensor yPred, @Nullable Tensor weight, @Nullable Mask mask) {
        return new Samples(owner, yPred.shape(), 1, weight, mask);
    }

    /** For each sample the position in a weight or mask that holds for it. */
    private static int[] positions(String owner, String what, int[] axes, int count, Shape given) {
        int[] sizes = given.toArray();
        boolean fits = true;
        for (int axis = 0; axis < sizes.length; axis++) {
            fits &= sizes[axis] == 1 || (axis < axes.length && sizes[axis] == axes[axis]);
        }
        if (!fits) {
            throw new IllegalArgumentException(owner + ": " + what + " must have the shape of the samples, "
                    + Shape.of(axes) + ", or of their first axes. Received: shape=" + given + ".");
        }
        int[] positions = new int[count];
        for (int sample = 0; sample < count; sample++) {
            int rest = sample;
            int stride = 1;
            for (int axis = axes.length - 1; axis >= 0; axis--) {
                int index = rest % axes[axis];
                rest /= axes[axis];
                if (axis < sizes.length) {
                    positions[sample] += sizes[axis] == 1 ? 0 : index * stride;
                    stride *= sizes[axis];
                }
            }
        }
        return positions;
    }

    /** The axes of the predictions that count samples. */
    public Shape shape() {
        return shape;
    }

    /** The number of samples. */
    public int count() {
        return Math.toIntExact(shape.size());
    }

    /** The number of predictions in a sample. */
    public int width() {
        return width;
    }

    /** What a sample weighs: 0 if it is masked, 1 if nothing else was said. */
    public double weight(int sample) {
        return !used(sample) ? 0 : weights == null ? 1 : weights[sample];
    }

    /** Whether the mask leaves a sample. */
    public boolean used(int sample) {
        return used == null || used[sample];
    }

    /** Whether there is a weight or a mask. */
    public boolean weighted() {
        return weights != null || used != null;
    }
}
