package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Ones;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.regularizer.Regularizer;
import org.jspecify.annotations.Nullable;

/** The arguments that Keras gives every layer which normalizes and then scales and shifts; each method returns the builder. */
@SuppressWarnings("unchecked")
public abstract class NormBuilder<B extends NormBuilder<B>> extends Layer.Builder<B> {

    private double epsilon = 1e-3;
    private boolean center = true;
    private boolean scale = true;
    private WeightSpec betaSpec = WeightSpec.of(Zeros.of());
    private WeightSpec gammaSpec = WeightSpec.of(Ones.of());

    /** For subclasses. */
    NormBuilder() {}

    /** Takes over the arguments of a layer; for {@link Layer#toBuilder}. */
    B norm(double newEpsilon, boolean newCenter, boolean newScale, WeightSpec newBetaSpec, WeightSpec newGammaSpec) {
        epsilon = newEpsilon;
        center = newCenter;
        scale = newScale;
        betaSpec = newBetaSpec;
        gammaSpec = newGammaSpec;
        return (B) this;
    }

    /** Added to the variance, so that nothing is divided by zero; 0.001 by default. */
    public B epsilon(double newEpsilon) {
        epsilon = newEpsilon;
        return (B) this;
    }

    /** Whether beta is added; true by default. */
    public B center(boolean newCenter) {
        center = newCenter;
        return (B) this;
    }

    /** Whether gamma is multiplied by; true by default. */
    public B scale(boolean newScale) {
        scale = newScale;
        return (B) this;
    }

    /** How beta starts; zeros by default. */
    public B betaInitializer(Initializer initializer) {
        betaSpec = betaSpec.withInitializer(initializer);
        return (B) this;
    }

    /** How gamma starts; ones by default. */
    public B gammaInitializer(Initializer initializer) {
        gammaSpec = gammaSpec.withInitializer(initializer);
        return (B) this;
    }

    /** A penalty on beta; none by default. */
    public B betaRegularizer(@Nullable Regularizer regularizer) {
        betaSpec = betaSpec.withRegularizer(regularizer);
        return (B) this;
    }

    /** A penalty on gamma; none by default. */
    public B gammaRegularizer(@Nullable Regularizer regularizer) {
        gammaSpec = gammaSpec.withRegularizer(regularizer);
        return (B) this;
    }

    /** A constraint on beta; none by default. */
    public B betaConstraint(@Nullable Constraint constraint) {
        betaSpec = betaSpec.withConstraint(constraint);
        return (B) this;
    }

    /** A constraint on gamma; none by default. */
    public B gammaConstraint(@Nullable Constraint constraint) {
        gammaSpec = gammaSpec.withConstraint(constraint);
        return (B) this;
    }

    /** What is added to the variance. */
    public final double epsilon() {
        return epsilon;
    }

    /** Whether beta is added. */
    public final boolean center() {
        return center;
    }

    /** Whether gamma is multiplied by. */
    public final boolean scale() {
        return scale;
    }

    /** How beta starts and what holds it in check. */
    public final WeightSpec betaSpec() {
        return betaSpec;
    }

    /** How gamma starts and what holds it in check. */
    public final WeightSpec gammaSpec() {
        return gammaSpec;
    }
}
