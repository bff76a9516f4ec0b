package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Walks over a tensor in another order than its own: axes exchanged, or repeated along an axis of size 1. A walk is a shape
 * and, per axis, the distance of neighbours in the tensor's row-major elements.
 */
final class Strided {

    private Strided() {}

    /** The elements of {@code x} in the order of a walk: a copy, or {@code x} if that is their own order. */
    static Tensor gather(Tensor x, Shape shape, int[] strides) {
        if (isOwnOrder(x.shape(), shape, strides)) {
            return x;
        }
        Tensor y = Tensor.zeros(x.dtype(), shape);
        int[] index = new int[shape.rank()];
        int position = 0;
        for (int i = 0; i < y.size(); i++) {
            y.setAt(i, x.getAt(position));
            position = next(shape, strides, index, position);
        }
        return y;
    }

    /** The way back: what a walk read becomes what it is added to; {@code dy} itself where {@link #gather} copies nothing. */
    static Tensor scatterAdd(Tensor dy, int[] strides, Shape shape) {
        if (isOwnOrder(shape, dy.shape(), strides)) {
            return dy;
        }
        Tensor dx = Tensor.zeros(dy.dtype(), shape);
        int[] index = new int[dy.shape().rank()];
        int position = 0;
        for (int i = 0; i < dy.size(); i++) {
            dx.setAt(position, dx.getAt(position) + dy.getAt(i));
            position = next(dy.shape(), strides, index, position);
        }
        return dx;
    }

    /** Whether a walk meets the elements of a tensor one after the other. */
    private static boolean isOwnOrder(Shape from, Shape shape, int[] strides) {
        int[] own = strides(shape);
        return from.equals(shape)
                && IntStream.range(0, own.length).allMatch(axis -> shape.dim(axis) <= 1 || strides[axis] == own[axis]);
    }

    /** One step of a walk, the last axis first. */
    private static int next(Shape shape, int[] strides, int[] index, int position) {
        int moved = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            moved += strides[axis];
            if (++index[axis] < shape.dim(axis)) {
                return moved;
            }
            moved -= strides[axis] * shape.dim(axis);
            index[axis] = 0;
        }
        return moved;
    }

    /** The walk over a tensor of this shape in its own order. */
    static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.dim(axis);
        }
        return strides;
    }

    /** The tensor in which axis i is axis {@code order[i]} of {@code x}: a copy, or {@code x} if nothing moves. */
    static Tensor permute(Tensor x, int[] order) {
        int[] own = strides(x.shape());
        int[] strides = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            strides[axis] = own[order[axis]];
        }
        return gather(x, permute(x.shape(), order), strides);
    }

    /** The shape of {@link #permute(Tensor, int[])}. */
    static Shape permute(Shape shape, int[] order) {
        int[] dimensions = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            dimensions[axis] = shape.dim(order[axis]);
        }
        return Shape.of(dimensions);
    }

    /** The order that undoes another. */
    static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            inverse[order[axis]] = axis;
        }
        return inverse;
    }

    /**
     * The shape to which all of these stretch, aligned at their last axes: where sizes differ, all but one are 1.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Shape broadcast(List<Shape> shapes) {
        int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
        int[] dimensions = new int[rank];
        for (int axis = 1; axis <= rank; axis++) {
            int size = 1;
            for (Shape shape : shapes) {
                int own = axis > shape.rank() ? 1 : shape.dim(-axis);
                if (own != 1 && own != Shape.UNKNOWN && size != 1 && size != Shape.UNKNOWN && own != size) {
                    throw new IllegalArgumentException(
                            "shapes must be equal or 1 on every axis. Received: shapes=" + shapes + ".");
                }
                // An unknown size gives way to a known one above 1, which it must turn out to be.
                size = own == 1 || (own == Shape.UNKNOWN && size != 1) ? size : own;
            }
            dimensions[rank - axis] = size;
        }
        return Shape.of(dimensions);
    }

    /** The walk that stretches a tensor of one shape over another, aligned at their last axes. */
    static int[] stretched(Shape from, Shape to) {
        int[] own = strides(from);
        int[] strides = new int[to.rank()];
        for (int axis = 1; axis <= from.rank(); axis++) {
            strides[to.rank() - axis] = from.dim(-axis) == 1 ? 0 : own[from.rank() - axis];
        }
        return strides;
    }
}
