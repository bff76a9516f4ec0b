package io.github.gru4j.layer;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Which time steps of each sequence count: Keras's boolean mask, true = the step is used. Its shape is (batch, timesteps);
 * sequences of sequences have further axes. A mask of rank 1, (batch), says which samples count; it exists where each
 * sample is itself one time step of a longer sequence, inside {@link TimeDistributed}.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class Mask {

    private final Shape shape;
    private final boolean[] used; // row-major

    private Mask(Shape shape, boolean[] used) {
        this.shape = shape;
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
        return new Mask(Shape.of(rows.length, timesteps), used);
    }

    /**
     * A mask from a tensor: zero is masked, everything else is used.
     *
     * @param values (batch, timesteps), or with further axes, or (batch)
     */
    public static Mask of(Tensor values) {
        boolean[] used = new boolean[values.size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = values.getAt(i) != 0;
        }
        return of(values.shape(), used);
    }

    /**
     * A mask of any shape; the elements are copied.
     *
     * @param shape the batch first
     * @param used row-major, one element for each of the shape
     */
    public static Mask of(Shape shape, boolean[] used) {
        if (shape.rank() == 0) {
            throw new IllegalArgumentException(
                    "Mask: values must have rank 1 (batch) or more. Received: shape=" + shape + ".");
        }
        if (shape.size() != used.length) {
            throw new IllegalArgumentException("Mask: used must hold an element for each of the shape, " + shape.size()
                    + ". Received: shape=" + shape + ", " + used.length + " elements.");
        }
        return new Mask(shape, used.clone());
    }

    /** The number of sequences. */
    public int batch() {
        return shape.dim(0);
    }

    /** The number of time steps; of a mask of rank 2 or more. */
    public int timesteps() {
        return shape.dim(1);
    }

    /** (batch, timesteps), or with further axes, or (batch). */
    public Shape shape() {
        return shape;
    }

    /** Whether a step of a sequence is used; for a mask of rank 2. */
    public boolean used(int row, int timestep) {
        return used[row * shape.dim(1) + timestep];
    }

    /** Whether the element at a position in row-major order is used. */
    public boolean usedAt(int position) {
        return used[position];
    }

    /** The mask as numbers: 1 for what is used, 0 for the rest. */
    public Tensor toTensor(DType dtype) {
        Tensor values = Tensor.zeros(dtype, shape);
        for (int i = 0; i < used.length; i++) {
            values.setAt(i, used[i] ? 1 : 0);
        }
        return values;
    }

    /** The rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Mask rows(int from, int to) {
        int size = batch() == 0 ? 0 : used.length / batch();
        return new Mask(shape.with(0, to - from), Arrays.copyOfRange(used, from * size, to * size));
    }

    /** The same elements in another shape of equal size. */
    public Mask reshape(Shape newShape) {
        return of(newShape, used);
    }

    /** The same mask with its first two axes exchanged, as a layer with the time axis first has it. */
    public Mask transpose() {
        int rows = shape.dim(0);
        int columns = shape.dim(1);
        int size = used.length == 0 ? 0 : used.length / (rows * columns);
        boolean[] swapped = new boolean[used.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                System.arraycopy(used, (row * columns + column) * size, swapped, (column * rows + row) * size, size);
            }
        }
        return new Mask(shape.with(0, columns).with(1, rows), swapped);
    }

    /** The same mask with its time steps, the second axis, from the last to the first. */
    public Mask reverse() {
        int timesteps = shape.dim(1);
        int size = used.length == 0 ? 0 : used.length / (shape.dim(0) * timesteps);
        boolean[] reversed = new boolean[used.length];
        for (int row = 0; row < shape.dim(0); row++) {
            for (int time = 0; time < timesteps; time++) {
                int from = (row * timesteps + time) * size;
                int to = (row * timesteps + timesteps - 1 - time) * size;
                System.arraycopy(used, from, reversed, to, size);
            }
        }
        return new Mask(shape, reversed);
    }
}
