package io.github.gru4j.constraint;

import io.github.gru4j.tensor.Tensor;

/**
 * A rule that a weight must keep, enforced after each optimizer step. Implementations are immutable and thread-safe.
 */
public interface Constraint {

    /**
     * Changes a weight so that it keeps the rule.
     *
     * @param w the weight; changed in place
     */
    void apply(Tensor w);
}
