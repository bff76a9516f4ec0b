package io.github.gru4j.keras;

import java.util.List;

/**
 * A tensor of a safetensors file, as its header describes it; see {@link PyTorchFiles#describe}.
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param name its name ({@code "gru.weight_ih_l0"})
 * @param dtype the type of its elements under the format's name ({@code "F32"})
 * @param shape its axes, outermost first; none for a scalar
 */
public record TensorInfo(String name, String dtype, List<Long> shape) {

    /** Keeps a copy of the shape. */
    public TensorInfo {
        shape = List.copyOf(shape);
    }
}
