package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * The dropout masks of one recurrent cell for one call: drawn once and used at every time step.
 *
 * <p>Each mask has the shape of what it multiplies and is already scaled by {@code 1 / (1 - rate)}: an element is 0 or
 * that number. A list holds no mask (no dropout), one (for everything) or one per gate (z, r, h).
 *
 * @param inputs masks for the inputs, each (batch, features)
 * @param recurrent masks for the state, each (batch, units)
 */
public record DropoutMasks(List<Tensor> inputs, List<Tensor> recurrent) {

    /** No dropout. */
    public static final DropoutMasks NONE = new DropoutMasks(List.of(), List.of());

    /** Checks and copies the lists. */
    public DropoutMasks {
        inputs = List.copyOf(inputs);
        recurrent = List.copyOf(recurrent);
    }
}
