package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass found: for each parameter that took part, d loss / d parameter. Layers add to it, so a layer that
 * is used twice gets the sum.
 *
 * <p>Belongs to one backward pass at a time; not thread-safe.
 */
public final class Gradients {

    private final IdentityHashMap<Parameter, Tensor> tensors = new IdentityHashMap<>();

    /** No gradients yet. */
    public Gradients() {}

    /** The gradient accumulated for a parameter, zero on first use; add to it in place. */
    public Tensor of(Parameter parameter) {
        Tensor tensor = tensors.get(parameter);
        if (tensor == null) {
            tensor = Tensor.zeros(parameter.value().dtype(), parameter.shape());
            tensors.put(parameter, tensor);
        }
        return tensor;
    }

    /** The gradient accumulated for a parameter, or null if it took no part. */
    public @Nullable Tensor find(Parameter parameter) {
        return tensors.get(parameter);
    }

    /** Sets every gradient to zero, keeping the memory for the next pass. */
    public void clear() {
        tensors.values().forEach(tensor -> tensor.fill(0));
    }
}
