package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/** The two sums behind L1 and L2, their gradients, and the check that all factors share. */
final class Factors {

    private Factors() {}

    /** A factor is a finite number, 0 or more, as in Keras. */
    static void check(String type, String name, double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be finite and 0 or more. Received: " + name + "=" + factor + ".");
        }
    }

    /** {@code l1 Σ|w| + l2 Σw²}. */
    static double penalty(double l1, double l2, Tensor w) {
        double absolute = 0;
        double square = 0;
        for (int i = 0; i < w.size(); i++) {
            double value = w.getAt(i);
            absolute += Math.abs(value);
            square += value * value;
        }
        // A factor of 0 leaves its sum out, also where the sum overflows.
        return (l1 == 0 ? 0 : l1 * absolute) + (l2 == 0 ? 0 : l2 * square);
    }

    /** {@code gradient += l1 sign(w) + 2 l2 w}; the sign of 0 is 0. */
    static void addGradient(double l1, double l2, Tensor w, Tensor gradient) {
        if (w.dtype() == DType.FLOAT32) {
            float[] weight = w.floats();
            float[] sum = gradient.floats();
            for (int i = 0; i < weight.length; i++) {
                sum[i] += (float) (l1 * Math.signum(weight[i]) + 2 * l2 * weight[i]);
            }
        } else {
            double[] weight = w.doubles();
            double[] sum = gradient.doubles();
            for (int i = 0; i < weight.length; i++) {
                sum[i] += l1 * Math.signum(weight[i]) + 2 * l2 * weight[i];
            }
        }
    }
}
