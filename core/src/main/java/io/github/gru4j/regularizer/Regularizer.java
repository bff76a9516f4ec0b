package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.Tensor;

/**
 * A penalty on a tensor, added to the loss while training. Implementations are immutable and thread-safe.
 *
 * <p>An activity regularizer is the same thing applied to a layer's output; the layer divides by the batch size.
 */
public interface Regularizer {

    /**
     * The penalty, summed in double precision.
     *
     * @param w the weight or output
     */
    double penalty(Tensor w);

    /**
     * Adds the derivative of {@link #penalty} to a gradient.
     *
     * @param w the weight or output
     * @param gradient of the shape of {@code w}; added to in place
     */
    void addGradient(Tensor w, Tensor gradient);
}
