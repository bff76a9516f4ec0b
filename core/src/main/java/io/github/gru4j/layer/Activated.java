package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A computation that an activation ends, forward and back. */
final class Activated {

    private Activated() {}

    /** The pass of an activation alone. */
    static Pass pass(Activation activation, Tensor input, Call call) {
        return pass(activation, Pass.of(input, (dInput, gradients) -> dInput), call);
    }

    /** A pass with an activation behind it; one that a softmax or a sigmoid ends says what it was made from. */
    static Pass pass(Activation activation, Pass before, Call call) {
        Tensor input = before.output();
        Tensor output = activation.call(input);
        Pass pass = Pass.of(List.of(output), (dOutputs, gradients, wanted) -> {
            Tensor dOutput = dOutputs.get(0);
            Tensor dInput = dOutput == null ? null : gradient(activation, input, output, dOutput);
            Tensor dLogits = dOutputs.size() > 1 ? dOutputs.get(1) : null;
            return before.backward(Collections.singletonList(sum(dInput, dLogits)), gradients, wanted);
        });
        boolean makesProbabilities =
                activation.equals(Activations.softmax()) || activation.equals(Activations.sigmoid());
        return call.addsLosses() && makesProbabilities
                ? pass.withLogits(List.of(new Pass.Logits(activation, input)))
                : pass;
    }

    private static @Nullable Tensor sum(@Nullable Tensor own, @Nullable Tensor other) {
        if (own == null || other == null) {
            return own == null ? other : own;
        }
        Elementwise.add(other.size(), other, 0, own, 0);
        return own;
    }

    /** From the gradient of an activation's output to that of its input. */
    static Tensor gradient(Activation activation, Tensor input, Tensor output, Tensor dOutput) {
        Tensor dInput = Tensor.zeros(input.dtype(), input.shape());
        int width = input.shape().rank() == 0 ? 1 : input.dim(-1);
        for (int row = 0; width > 0 && row < input.size(); row += width) {
            activation.gradient(input, row, output, row, dOutput, row, dInput, row, width);
        }
        return dInput;
    }
}
