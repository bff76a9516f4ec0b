package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import java.util.Arrays;

/**
 * Gives every sample another shape of equal size ({@code keras.layers.Reshape}).
 *
 * <p>No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/reshape/">Keras: Reshape</a>
 */
public final class Reshape extends Reshaping {

    private final Shape targetShape;

    private Reshape(PlainBuilder<Reshape> builder, Shape targetShape) {
        super(builder);
        this.targetShape = targetShape;
        int unknown = 0;
        for (int size : targetShape.toArray()) {
            unknown += size == Shape.UNKNOWN ? 1 : 0;
        }
        if (unknown > 1) {
            throw new IllegalArgumentException(
                    "Reshape: targetShape must leave at most one axis open. Received: targetShape=" + targetShape
                            + ".");
        }
    }

    /**
     * A layer.
     *
     * @param dimensions a sample's shape; one axis may be {@link Shape#UNKNOWN}, Keras's -1, and takes what is left
     */
    public static Reshape of(int... dimensions) {
        return builder(Shape.of(dimensions)).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Reshape> builder(Shape targetShape) {
        return new PlainBuilder<>(common -> new Reshape(common, targetShape));
    }

    /** A sample's shape; one axis may be open. */
    public Shape targetShape() {
        return targetShape;
    }

    @Override
    public PlainBuilder<Reshape> toBuilder() {
        return builder(targetShape).common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        long size = size(shape.toArray(), 1);
        int[] target = targetShape.toArray();
        int[] dimensions = new int[target.length + 1];
        dimensions[0] = shape.rank() == 0 ? Shape.UNKNOWN : shape.dim(0);
        System.arraycopy(target, 0, dimensions, 1, target.length);
        long known = size(without(target), 0);
        for (int axis = 1; axis < dimensions.length; axis++) {
            if (dimensions[axis] == Shape.UNKNOWN && size != Shape.UNKNOWN && known > 0) {
                dimensions[axis] = (int) (size / known);
            }
        }
        Shape result = Shape.of(dimensions);
        if (shape.rank() == 0 || (size != Shape.UNKNOWN && size(result.toArray(), 1) != size)) {
            throw new IllegalArgumentException(describe() + ": input must have samples of the size of targetShape."
                    + " Received: targetShape=" + targetShape + ", shape=" + shape + ".");
        }
        return result;
    }

    /** The product of the sizes, or unknown. */
    private static long size(int[] dimensions, int from) {
        long size = 1;
        for (int axis = from; axis < dimensions.length; axis++) {
            size = size == Shape.UNKNOWN || dimensions[axis] == Shape.UNKNOWN
                    ? Shape.UNKNOWN
                    : Math.multiplyExact(size, (long) dimensions[axis]);
        }
        return size;
    }

    private static int[] without(int[] target) {
        return Arrays.stream(target).filter(size -> size != Shape.UNKNOWN).toArray();
    }

    /** Refused by name: numbers may go from one time step to another. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe()
                + ": numbers that change their places may change their time steps, so it cannot run step by step.");
    }
}
