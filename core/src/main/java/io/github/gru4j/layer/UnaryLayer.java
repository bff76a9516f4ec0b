package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** A layer with one input and one output. */
public abstract class UnaryLayer extends Layer {

    /** A layer with the common arguments of its builder. */
    protected UnaryLayer(Builder<?> builder) {
        super(builder);
    }

    /** Computes the output and the way back. */
    protected abstract Pass forward(Tensor input, Call call);

    @Override
    protected final Pass forward(List<Tensor> inputs, Call call) {
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    describe() + ": inputs must be one tensor. Received: " + inputs.size() + " tensors.");
        }
        return forward(inputs.get(0), call);
    }

    /** Inference: the output for an input. */
    public final Tensor call(Tensor input) {
        return apply(List.of(input), Call.inference()).output();
    }

    /**
     * The output for an input as in training: dropout is active.
     *
     * @param generator where dropout masks come from
     */
    public final Tensor call(Tensor input, Generator generator) {
        return apply(List.of(input), Call.training(generator).recording(false)).output();
    }
}
