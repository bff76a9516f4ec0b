package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.Tensor;

/**
 * {@code l1 Σ|w|}; its derivative at 0 is 0. Source: {@code keras.regularizers.L1}. Immutable and thread-safe.
 *
 * @param l1 factor; finite and 0 or more, default 0.01
 */
public record L1(double l1) implements Regularizer {

    /** Checks the factor. */
    public L1 {
        Factors.check("L1", "l1", l1);
    }

    /** Factor 0.01. */
    public static L1 of() {
        return new L1(0.01);
    }

    /** With a factor. */
    public static L1 of(double l1) {
        return new L1(l1);
    }

    @Override
    public double penalty(Tensor w) {
        return Factors.penalty(l1, 0, w);
    }

    @Override
    public void addGradient(Tensor w, Tensor gradient) {
        Factors.addGradient(l1, 0, w, gradient);
    }
}
