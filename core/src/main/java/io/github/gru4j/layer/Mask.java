package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Which time steps of each sequence count: Keras's boolean mask of shape (batch, timesteps), true = the step is used.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class Mask {

    private final int batch;
    private final int timesteps;
    private final boolean[] used; // (batch, timesteps)

    private Mask(int batch, int timesteps, boolean[] used) {
        this.batch = batch;
        this.timesteps = timesteps;
        this.used = used;
    }

    /**
     * A mask from one row per sequence; the rows are copied.
     *
     * @param rows (batch, timesteps), rows of one length
     */
    public static Mask of(boolean[][] rows) {
        int timesteps = rows.length == 0 ? 0 : rows[0].length;
        boolean[] used = new boolean[rows.length * timesteps];
        for (int b = 0; b < rows.length; b++) {
            if (rows[b].length != timesteps) {
                throw new IllegalArgumentException("Mask: all rows must have the length of row 0, " + timesteps
                        + ". Received: row " + b + " with length " + rows[b].length + ".");
            }
            System.arraycopy(rows[b], 0, used, b * timesteps, timesteps);
        }
        return new Mask(rows.length, timesteps, used);
    }

    /** A mask from a tensor of shape (batch, timesteps): zero is masked, everything else is used. */
    public static Mask of(Tensor values) {
        if (values.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "Mask: values must have rank 2 (batch, timesteps). Received: shape=" + values.shape() + ".");
        }
        boolean[] used = new boolean[values.size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = values.getAt(i) != 0;
        }
        return new Mask(values.dim(0), values.dim(1), used);
    }

    /** The number of sequences. */
    public int batch() {
        return batch;
    }

    /** The number of time steps. */
    public int timesteps() {
        return timesteps;
    }

    /** (batch, timesteps). */
    public Shape shape() {
        return Shape.of(batch, timesteps);
    }

    /** Whether a step of a sequence is used. */
    public boolean used(int row, int timestep) {
        return used[row * timesteps + timestep];
    }

    /** The rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Mask rows(int from, int to) {
        return new Mask(to - from, timesteps, Arrays.copyOfRange(used, from * timesteps, to * timesteps));
    }
}
