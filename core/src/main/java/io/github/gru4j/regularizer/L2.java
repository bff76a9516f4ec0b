package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.Tensor;

/**
 * {@code l2 Σw²}. Source: {@code keras.regularizers.L2}. Immutable and thread-safe.
 *
 * @param l2 factor; finite and 0 or more, default 0.01
 */
public record L2(double l2) implements Regularizer {

    /** Checks the factor. */
    public L2 {
        Factors.check("L2", "l2", l2);
    }

    /** Factor 0.01. */
    public static L2 of() {
        return new L2(0.01);
    }

    /** With a factor. */
    public static L2 of(double l2) {
        return new L2(l2);
    }

    @Override
    public double penalty(Tensor w) {
        return Factors.penalty(0, l2, w);
    }

    @Override
    public void addGradient(Tensor w, Tensor gradient) {
        Factors.addGradient(0, l2, w, gradient);
    }
}
