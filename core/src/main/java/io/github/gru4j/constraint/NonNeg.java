package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Tensor;

/** Negative elements become 0. Source: {@code keras.constraints.NonNeg}. Immutable and thread-safe. */
public record NonNeg() implements Constraint {

    /** The constraint. */
    public static NonNeg of() {
        return new NonNeg();
    }

    @Override
    public void apply(Tensor w) {
        for (int i = 0; i < w.size(); i++) {
            w.setAt(i, Math.max(w.getAt(i), 0));
        }
    }
}
