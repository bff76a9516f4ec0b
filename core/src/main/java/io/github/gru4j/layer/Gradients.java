package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass found: for each parameter that took part, d loss / d parameter. Layers add to it, so a layer that
 * is used twice gets the sum.
 *
 * <p>Belongs to one backward pass at a time; not thread-safe.
 */
public final class Gradients {

    private final IdentityHashMap<Parameter, Tensor> tensors = new IdentityHashMap<>(); // kept from pass to pass
    private final Set<Parameter> found = Collections.newSetFromMap(new IdentityHashMap<>()); // in this pass

    private final Set<Parameter> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean selective;

    /** No gradients yet; those of all parameters are wanted. */
    public Gradients() {}

    /**
     * Wants the gradients of these parameters alone, from now on: a layer may leave out the work for others, as a model does
     * for layers that are frozen.
     */
    public void want(Collection<Parameter> parameters) {
        wanted.clear();
        wanted.addAll(parameters);
        selective = true;
    }

    /** Whether anybody asks for the gradient of a parameter. */
    public boolean wants(Parameter parameter) {
        return !selective || wanted.contains(parameter);
    }

    /** Whether anybody asks for the gradient of a weight of this layer or of the layers inside. */
    public boolean wantsAnyOf(Layer layer) {
        for (Parameter weight : layer.weights()) {
            if (wants(weight)) {
                return true;
            }
        }
        return false;
    }

    /** The gradient accumulated for a parameter, zero on first use; add to it in place. */
    public Tensor of(Parameter parameter) {
        Tensor tensor = tensors.get(parameter);
        if (tensor == null) {
            tensor = Tensor.zeros(parameter.value().dtype(), parameter.shape());
            tensors.put(parameter, tensor);
            found.add(parameter);
        } else if (found.add(parameter)) {
            tensor.fill(0);
        }
        return tensor;
    }

    /** The gradient accumulated for a parameter, or null if it took no part. */
    public @Nullable Tensor find(Parameter parameter) {
        return found.contains(parameter) ? tensors.get(parameter) : null;
    }

    /** Forgets every gradient, keeping the memory for the next pass. */
    public void clear() {
        found.clear();
    }
}
