package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.Tensor;

/**
 * {@code l1 Σ|w| + l2 Σw²}. Source: {@code keras.regularizers.L1L2}. Immutable and thread-safe.
 *
 * @param l1 factor of the absolute values; finite and 0 or more, default 0
 * @param l2 factor of the squares; finite and 0 or more, default 0
 */
public record L1L2(double l1, double l2) implements Regularizer {

    /** Checks the factors. */
    public L1L2 {
        Factors.check("L1L2", "l1", l1);
        Factors.check("L1L2", "l2", l2);
    }

    /** With both factors. */
    public static L1L2 of(double l1, double l2) {
        return new L1L2(l1, l2);
    }

    @Override
    public double penalty(Tensor w) {
        return Factors.penalty(l1, l2, w);
    }

    @Override
    public void addGradient(Tensor w, Tensor gradient) {
        Factors.addGradient(l1, l2, w, gradient);
    }
}
