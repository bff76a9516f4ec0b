package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Scaling the vectors of a tensor that lie along some of its axes, each by a function of its length. */
final class Norms {

    /** Keras's backend epsilon: what is added to a length before dividing by it. */
    static final double EPSILON = 1e-7;

    private Norms() {}

    /** The axes as a list; none given means axis 0, Keras's default. */
    static List<Integer> axes(int... axis) {
        List<Integer> axes = new ArrayList<>();
        for (int one : axis) {
            axes.add(one);
        }
        return axes.isEmpty() ? List.of(0) : List.copyOf(axes);
    }

    /**
     * Multiplies each vector by {@code scale(length)}.
     *
     * @param type for the error message
     * @param w changed in place
     * @param axis the axes along which vectors lie; negative ones count from the last
     */
    static void rescale(String type, Tensor w, List<Integer> axis, DoubleUnaryOperator scale) {
        int[] vectorOf = vectorOf(w.shape(), along(type, w.shape(), axis), w.size());
        double[] factors = new double[w.size()];
        for (int i = 0; i < w.size(); i++) {
            double value = w.getAt(i);
            factors[vectorOf[i]] += value * value;
        }
        for (int v = 0; v < factors.length; v++) {
            factors[v] = scale.applyAsDouble(Math.sqrt(factors[v]));
        }
        for (int i = 0; i < w.size(); i++) {
            w.setAt(i, w.getAt(i) * factors[vectorOf[i]]);
        }
    }

    private static boolean[] along(String type, Shape shape, List<Integer> axis) {
        boolean[] along = new boolean[shape.rank()];
        for (int one : axis) {
            int index = one < 0 ? one + shape.rank() : one;
            if (index < 0 || index >= shape.rank()) {
                throw new IllegalArgumentException(type + ": axis must name axes of the weight. Received: axis=" + axis
                        + ", shape=" + shape + ".");
            }
            along[index] = true;
        }
        return along;
    }

    /** For each element the position of the first element of its vector, which names the vector. */
    private static int[] vectorOf(Shape shape, boolean[] along, int size) {
        int[] vectorOf = new int[size];
        for (int i = 0; i < size; i++) {
            int rest = i;
            int stride = 1;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                int index = rest % shape.dim(axis);
                rest /= shape.dim(axis);
                vectorOf[i] += along[axis] ? 0 : index * stride;
                stride *= shape.dim(axis);
            }
        }
        return vectorOf;
    }
}
