package io.github.gru4j.cli;

import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * How far the outputs of a model are from other outputs.
 *
 * @param largest difference; 0 also where both are the same number that is not finite
 * @param output where it is, from 1
 * @param index of the element there
 * @param got the number that was received
 * @param wanted the other
 * @param sameBits whether all are equal to the bit
 */
record Difference(double largest, int output, List<Integer> index, double got, double wanted, boolean sameBits) {

    /** Compares outputs of the same shapes. */
    static Difference of(List<Tensor> got, List<Tensor> wanted) {
        Difference worst = new Difference(-1, 0, List.of(), 0, 0, true);
        boolean same = true;
        for (int i = 0; i < got.size(); i++) {
            Tensor tensor = got.get(i);
            for (int j = 0; j < tensor.size(); j++) {
                double a = tensor.getAt(j);
                double b = wanted.get(i).getAt(j);
                same &= Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
                double difference = between(a, b);
                if (difference > worst.largest) {
                    worst = new Difference(difference, i + 1, index(tensor, j), a, b, true);
                }
            }
        }
        return new Difference(Math.max(0, worst.largest), worst.output, worst.index, worst.got, worst.wanted, same);
    }

    /** Numbers that are not finite agree when they are the same. */
    static double between(double got, double wanted) {
        if (Double.compare(got, wanted) == 0) {
            return 0;
        }
        double difference = Math.abs(got - wanted);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    private static List<Integer> index(Tensor tensor, int position) {
        Integer[] index = new Integer[tensor.shape().rank()];
        int rest = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % tensor.dim(axis);
            rest /= tensor.dim(axis);
        }
        return Arrays.asList(index);
    }

    /** The place of the largest, and both numbers. */
    String where() {
        return "output " + output + " at " + index + ": " + got + " and " + wanted;
    }
}
