package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.regularizer.Regularizer;
import org.jspecify.annotations.Nullable;

/** The arguments that Keras gives every layer with a kernel and a bias; each method returns the builder. */
@SuppressWarnings("unchecked")
public abstract class KernelBuilder<B extends KernelBuilder<B>> extends Layer.Builder<B> {

    private boolean useBias = true;
    private WeightSpec kernelSpec = WeightSpec.of(GlorotUniform.of());
    private WeightSpec biasSpec = WeightSpec.of(Zeros.of());

    /** For subclasses. */
    protected KernelBuilder() {}

    /** Takes over the arguments of a layer's kernel and bias; for {@link Layer#toBuilder}. */
    protected B kernelAndBias(boolean newUseBias, WeightSpec newKernelSpec, WeightSpec newBiasSpec) {
        useBias = newUseBias;
        kernelSpec = newKernelSpec;
        biasSpec = newBiasSpec;
        return (B) this;
    }

    /** Whether there is a bias; true by default. */
    public B useBias(boolean newUseBias) {
        useBias = newUseBias;
        return (B) this;
    }

    /** How the kernel starts; Glorot uniform by default. */
    public B kernelInitializer(Initializer initializer) {
        kernelSpec = kernelSpec.withInitializer(initializer);
        return (B) this;
    }

    /** How the bias starts; zeros by default. */
    public B biasInitializer(Initializer initializer) {
        biasSpec = biasSpec.withInitializer(initializer);
        return (B) this;
    }

    /** A penalty on the kernel; none by default. */
    public B kernelRegularizer(@Nullable Regularizer regularizer) {
        kernelSpec = kernelSpec.withRegularizer(regularizer);
        return (B) this;
    }

    /** A penalty on the bias; none by default. */
    public B biasRegularizer(@Nullable Regularizer regularizer) {
        biasSpec = biasSpec.withRegularizer(regularizer);
        return (B) this;
    }

    /** A constraint on the kernel; none by default. */
    public B kernelConstraint(@Nullable Constraint constraint) {
        kernelSpec = kernelSpec.withConstraint(constraint);
        return (B) this;
    }

    /** A constraint on the bias; none by default. */
    public B biasConstraint(@Nullable Constraint constraint) {
        biasSpec = biasSpec.withConstraint(constraint);
        return (B) this;
    }

    /** Whether there is a bias. */
    public final boolean useBias() {
        return useBias;
    }

    /** How the kernel starts and what holds it in check. */
    public final WeightSpec kernelSpec() {
        return kernelSpec;
    }

    /** How the bias starts and what holds it in check. */
    public final WeightSpec biasSpec() {
        return biasSpec;
    }
}
