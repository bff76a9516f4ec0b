package io.github.gru4j.tensor;

import java.util.Arrays;

/**
 * A dense array of numbers with a {@link Shape}, row-major (the last axis varies fastest), backed by one Java array: a
 * {@code float[]} for {@link DType#FLOAT32}, a {@code double[]} for {@link DType#FLOAT64}.
 *
 * <p>A tensor is storage and indexing, no mathematics. Its shape never changes; its elements can, through {@link #set},
 * {@link #setAt} or the backing array, and are not guarded against concurrent writers. Tensors that nobody writes to may
 * be shared between threads.
 */
public final class Tensor {

    private final Shape shape;
    private final DType dtype;
    private final float[] floats; // (size) when FLOAT32, else empty
    private final double[] doubles; // (size) when FLOAT64, else empty

    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    private Tensor(Shape shape, float[] floats) {
        this.shape = shape;
        this.dtype = DType.FLOAT32;
        this.floats = floats;
        this.doubles = NO_DOUBLES;
    }

    private Tensor(Shape shape, double[] doubles) {
        this.shape = shape;
        this.dtype = DType.FLOAT64;
        this.floats = NO_FLOATS;
        this.doubles = doubles;
    }

    /** A float32 tensor of zeros. */
    public static Tensor zeros(int... dimensions) {
        return zeros(DType.FLOAT32, Shape.of(dimensions));
    }

    /**
     * A tensor of zeros.
     *
     * @param dtype the element type
     * @param shape a known shape of at most {@code Integer.MAX_VALUE} elements
     */
    public static Tensor zeros(DType dtype, Shape shape) {
        int size = elementCount(shape);
        return dtype == DType.FLOAT32 ? new Tensor(shape, new float[size]) : new Tensor(shape, new double[size]);
    }

    /**
     * A tensor in which every element is {@code value}.
     *
     * @param dtype the element type
     * @param shape a known shape
     * @param value the value, narrowed to float when the type is float32
     */
    public static Tensor full(DType dtype, Shape shape, double value) {
        Tensor tensor = zeros(dtype, shape);
        tensor.fill(value);
        return tensor;
    }

    /**
     * A float32 tensor over the caller's array, which is not copied: later changes to it show in the tensor.
     *
     * @param values the elements, row-major
     * @param dimensions the shape; its size must equal {@code values.length}
     */
    public static Tensor of(float[] values, int... dimensions) {
        Shape shape = Shape.of(dimensions);
        checkLength(shape, values.length);
        return new Tensor(shape, values);
    }

    /**
     * A float64 tensor over the caller's array, which is not copied: later changes to it show in the tensor.
     *
     * @param values the elements, row-major
     * @param dimensions the shape; its size must equal {@code values.length}
     */
    public static Tensor of(double[] values, int... dimensions) {
        Shape shape = Shape.of(dimensions);
        checkLength(shape, values.length);
        return new Tensor(shape, values);
    }

    /**
     * A float32 matrix with a copy of the given rows.
     *
     * @param rows rows of one length
     * @return shape {@code (rows.length, rows[0].length)}
     */
    public static Tensor of(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] values = new float[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException("Tensor: all rows must have the length of row 0, " + columns
                        + ". Received: row " + i + " with length " + rows[i].length + ".");
            }
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return of(values, rows.length, columns);
    }

    private static int elementCount(Shape shape) {
        long size = shape.size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "Tensor: a tensor holds at most 2^31 - 9 elements. Received: shape=" + shape + ".");
        }
        return (int) size;
    }

    private static void checkLength(Shape shape, int length) {
        if (elementCount(shape) != length) {
            throw new IllegalArgumentException("Tensor: values must have as many elements as the shape, " + shape.size()
                    + ". Received: shape=" + shape + ", values.length=" + length + ".");
        }
    }

    /** The sizes of the axes. */
    public Shape shape() {
        return shape;
    }

    /** The element type. */
    public DType dtype() {
        return dtype;
    }

    /** The number of elements. */
    public int size() {
        return dtype == DType.FLOAT32 ? floats.length : doubles.length;
    }

    /** The size of one axis; a negative axis counts from the last. */
    public int dim(int axis) {
        return shape.dim(axis);
    }

    /**
     * The backing array of a float32 tensor, row-major. Not a copy: writes show in the tensor.
     *
     * @throws IllegalStateException if the tensor is float64
     */
    public float[] floats() {
        if (dtype != DType.FLOAT32) {
            throw wrongType(DType.FLOAT32);
        }
        return floats;
    }

    /**
     * The backing array of a float64 tensor, row-major. Not a copy: writes show in the tensor.
     *
     * @throws IllegalStateException if the tensor is float32
     */
    public double[] doubles() {
        if (dtype != DType.FLOAT64) {
            throw wrongType(DType.FLOAT64);
        }
        return doubles;
    }

    private IllegalStateException wrongType(DType asked) {
        return new IllegalStateException("Tensor: its elements are " + dtype + ", not " + asked + ". Use cast(DType."
                + asked.name() + ") for a converted copy.");
    }

    /**
     * One element.
     *
     * @param index one index per axis
     * @throws IndexOutOfBoundsException if an index is outside its axis, or their number is not the rank
     */
    public double get(int... index) {
        return getAt(offset(index));
    }

    /**
     * Changes one element.
     *
     * @param value the new value, narrowed to float when the type is float32
     * @param index one index per axis
     */
    public void set(double value, int... index) {
        setAt(offset(index), value);
    }

    /** The element at a row-major position. */
    public double getAt(int position) {
        return dtype == DType.FLOAT32 ? floats[position] : doubles[position];
    }

    /** Changes the element at a row-major position; the value is narrowed to float when the type is float32. */
    public void setAt(int position, double value) {
        if (dtype == DType.FLOAT32) {
            floats[position] = (float) value;
        } else {
            doubles[position] = value;
        }
    }

    private int offset(int[] index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException("Tensor: an element is named by one index per axis, " + shape.rank()
                    + ". Received: index=" + Arrays.toString(index) + ", shape=" + shape + ".");
        }
        int offset = 0;
        for (int axis = 0; axis < index.length; axis++) {
            int size = shape.dim(axis);
            if (index[axis] < 0 || index[axis] >= size) {
                throw new IndexOutOfBoundsException("Tensor: every index must be inside its axis. Received: index="
                        + Arrays.toString(index) + ", shape=" + shape + ".");
            }
            offset = offset * size + index[axis];
        }
        return offset;
    }

    /** Sets every element to {@code value}. */
    public void fill(double value) {
        if (dtype == DType.FLOAT32) {
            Arrays.fill(floats, (float) value);
        } else {
            Arrays.fill(doubles, value);
        }
    }

    /**
     * The same elements under another shape. Shares the backing array.
     *
     * @param dimensions the new shape, of the same size
     */
    public Tensor reshape(int... dimensions) {
        return dtype == DType.FLOAT32 ? of(floats, dimensions) : of(doubles, dimensions);
    }

    /** The same elements under another shape. Shares the backing array. */
    public Tensor reshape(Shape newShape) {
        return reshape(newShape.toArray());
    }

    /** A copy with its own backing array. */
    public Tensor copy() {
        return dtype == DType.FLOAT32 ? new Tensor(shape, floats.clone()) : new Tensor(shape, doubles.clone());
    }

    /** This tensor when it already has the type, else a converted copy (float64 to float32 rounds to nearest). */
    public Tensor cast(DType target) {
        if (target == dtype) {
            return this;
        }
        Tensor cast = zeros(target, shape);
        cast.copyFrom(this);
        return cast;
    }

    /**
     * Overwrites every element with those of {@code source}, converting the type where it differs.
     *
     * @param source a tensor of equal shape
     */
    public void copyFrom(Tensor source) {
        if (!shape.equals(source.shape)) {
            throw new IllegalArgumentException("Tensor: source must have the shape of the target, " + shape
                    + ". Received: shape=" + source.shape + ".");
        }
        copyRange(source, 0, this, 0, size());
    }

    /**
     * Copies a run of elements by row-major position, converting the type where it differs.
     *
     * @param source read from {@code sourcePosition}
     * @param target written from {@code targetPosition}
     * @param length how many elements
     */
    public static void copyRange(Tensor source, int sourcePosition, Tensor target, int targetPosition, int length) {
        if (source.dtype == target.dtype) {
            Object from = source.dtype == DType.FLOAT32 ? source.floats : source.doubles;
            Object to = target.dtype == DType.FLOAT32 ? target.floats : target.doubles;
            System.arraycopy(from, sourcePosition, to, targetPosition, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            target.setAt(targetPosition + i, source.getAt(sourcePosition + i));
        }
    }

    /**
     * A copy of the rows {@code from} (inclusive) to {@code to} (exclusive) of the first axis.
     *
     * @return shape {@code (to - from, ...)}
     */
    public Tensor rows(int from, int to) {
        if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
            throw new IndexOutOfBoundsException("Tensor: rows must lie within the first axis. Received: from=" + from
                    + ", to=" + to + ", shape=" + shape + ".");
        }
        Tensor result = zeros(dtype, shape.with(0, to - from));
        int width = shape.dim(0) == 0 ? 0 : size() / shape.dim(0);
        copyRange(this, from * width, result, 0, result.size());
        return result;
    }

    /** Shape, type and the first elements. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Tensor(shape=")
                .append(shape)
                .append(", dtype=")
                .append(dtype)
                .append(", [");
        int shown = Math.min(size(), 6);
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(dtype == DType.FLOAT32 ? Float.toString(floats[i]) : Double.toString(doubles[i]));
        }
        return text.append(size() > shown ? ", …])" : "])").toString();
    }
}
