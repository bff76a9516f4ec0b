package io.github.gru4j.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * The sizes of a tensor's axes, outermost first. An axis may be {@link #UNKNOWN} (Keras's {@code None}) in a shape that
 * describes what a layer accepts; a tensor's own shape is always known.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class Shape {

    /** The size of an axis that is not known until a tensor arrives; Keras writes {@code None}. */
    public static final int UNKNOWN = -1;

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dimensions;

    private Shape(int[] dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * A shape with the given axis sizes.
     *
     * @param dimensions sizes, outermost first; each 0 or more, or {@link #UNKNOWN}; none at all for a scalar
     * @throws IllegalArgumentException if a size is below {@link #UNKNOWN}
     */
    public static Shape of(int... dimensions) {
        if (dimensions.length == 0) {
            return SCALAR;
        }
        for (int dimension : dimensions) {
            if (dimension < UNKNOWN) {
                throw new IllegalArgumentException(
                        "Shape: every dimension must be 0 or more, or Shape.UNKNOWN (-1). Received: dimensions="
                                + Arrays.toString(dimensions) + ".");
            }
        }
        return new Shape(dimensions.clone());
    }

    /** The number of axes; 0 for a scalar. */
    public int rank() {
        return dimensions.length;
    }

    /**
     * The size of one axis.
     *
     * @param axis the axis; a negative one counts from the last, as in Python
     * @return the size, or {@link #UNKNOWN}
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public int dim(int axis) {
        int index = axis < 0 ? axis + dimensions.length : axis;
        if (index < 0 || index >= dimensions.length) {
            throw new IndexOutOfBoundsException("Shape: axis must be in [-" + dimensions.length + ", "
                    + (dimensions.length - 1) + "]. Received: axis=" + axis + ", shape=" + this + ".");
        }
        return dimensions[index];
    }

    /** Whether no axis is {@link #UNKNOWN}. */
    public boolean isKnown() {
        for (int dimension : dimensions) {
            if (dimension == UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    /**
     * The number of elements: the product of all sizes, 1 for a scalar.
     *
     * @throws IllegalStateException if an axis is {@link #UNKNOWN}
     * @throws ArithmeticException if the product does not fit a {@code long}
     */
    public long size() {
        if (!isKnown()) {
            throw new IllegalStateException(
                    "Shape: size needs every dimension to be known. Received: shape=" + this + ".");
        }
        long size = 1;
        for (int dimension : dimensions) {
            size = Math.multiplyExact(size, (long) dimension);
        }
        return size;
    }

    /**
     * This shape with one axis replaced.
     *
     * @param axis the axis; a negative one counts from the last
     * @param dimension its new size
     */
    public Shape with(int axis, int dimension) {
        int[] changed = dimensions.clone();
        dim(axis);
        changed[axis < 0 ? axis + changed.length : axis] = dimension;
        return of(changed);
    }

    /** A copy of the sizes, outermost first. */
    public int[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(dimensions, that.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** Python's spelling: {@code (32, 10, 8)}, {@code (None, 4)}, {@code (12,)}, {@code ()}. */
    @Override
    public String toString() {
        StringJoiner joiner = new StringJoiner(", ", "(", dimensions.length == 1 ? ",)" : ")");
        for (int dimension : dimensions) {
            joiner.add(dimension == UNKNOWN ? "None" : Integer.toString(dimension));
        }
        return joiner.toString();
    }
}
