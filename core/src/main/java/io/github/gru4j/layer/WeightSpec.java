package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.regularizer.Regularizer;
import org.jspecify.annotations.Nullable;

/**
 * How one weight of a layer starts and what holds it in check: the three arguments that Keras gives each weight.
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param initializer gives the first values
 * @param regularizer adds a penalty to the loss, or null
 * @param constraint is applied after every optimizer step, or null
 */
public record WeightSpec(
        Initializer initializer,
        @Nullable Regularizer regularizer,
        @Nullable Constraint constraint) {

    /** A weight that is neither regularized nor constrained. */
    public static WeightSpec of(Initializer initializer) {
        return new WeightSpec(initializer, null, null);
    }

    /** This specification with another initializer. */
    public WeightSpec withInitializer(Initializer newInitializer) {
        return new WeightSpec(newInitializer, regularizer, constraint);
    }

    /** This specification with another regularizer. */
    public WeightSpec withRegularizer(@Nullable Regularizer newRegularizer) {
        return new WeightSpec(initializer, newRegularizer, constraint);
    }

    /** This specification with another constraint. */
    public WeightSpec withConstraint(@Nullable Constraint newConstraint) {
        return new WeightSpec(initializer, regularizer, newConstraint);
    }
}
