package io.github.gru4j.activation;

import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Keras's {@code sparsemax}: {@code max(x_i − τ, 0)} with a threshold τ found from the sorted row.
 *
 * <p>With z the row in descending order and c its running sums, the support is {@code {z_j : z_j > (c_j − 1) / j}} and
 * k its size. Keras takes {@code τ = (Σ_{j ≤ k} c_j − 1) / k}; Martins and Astudillo, 2016
 * (https://arxiv.org/abs/1602.02068) have c_k in place of the sum. The two agree when k = 1; otherwise Keras's rows do
 * not sum to 1 and may be all zero. We compute what Keras computes. Sorting allocates, so a step through this
 * activation is not free of allocation.
 */
final class Sparsemax extends Activation {

    Sparsemax() {
        super("sparsemax");
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        double[] descending = descending(x, xOffset, width);
        int support = support(descending);
        double cumulative = 0;
        double total = 0;
        for (int j = 0; j < support; j++) {
            cumulative += descending[j];
            total += cumulative;
        }
        double tau = (total - 1) / support;
        for (int i = 0; i < width; i++) {
            y.setAt(yOffset + i, Math.max(x.getAt(xOffset + i) - tau, 0));
        }
    }

    /**
     * The element at place j (from 1) of the support enters τ with the weight (k − j + 1) / k. Equal elements share
     * the places they occupy in the order of their positions.
     */
    @Override
    public void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width) {
        int support = support(descending(x, xOffset, width));
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += y.getAt(yOffset + i) > 0 ? dy.getAt(dyOffset + i) : 0;
        }
        for (int i = 0; i < width; i++) {
            int place = place(x, xOffset, width, i);
            double direct = y.getAt(yOffset + i) > 0 ? dy.getAt(dyOffset + i) : 0;
            double throughTau = place < support ? sum * (support - place) / support : 0;
            dx.setAt(dxOffset + i, direct - throughTau);
        }
    }

    private static double[] descending(Tensor x, int xOffset, int width) {
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
            values[i] = -x.getAt(xOffset + i);
        }
        Arrays.sort(values);
        for (int i = 0; i < width; i++) {
            values[i] = -values[i];
        }
        return values;
    }

    private static int support(double[] descending) {
        int support = 0;
        double cumulative = 0;
        for (int j = 0; j < descending.length; j++) {
            cumulative += descending[j];
            if (descending[j] - (cumulative - 1) / (j + 1) > 0) {
                support++;
            }
        }
        return support;
    }

    /** How many elements come before element i in the sorted row. */
    private static int place(Tensor x, int xOffset, int width, int i) {
        double value = x.getAt(xOffset + i);
        int place = 0;
        for (int j = 0; j < width; j++) {
            double other = x.getAt(xOffset + j);
            if (other > value || (other == value && j < i)) {
                place++;
            }
        }
        return place;
    }
}
