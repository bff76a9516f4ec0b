package io.github.gru4j.cli.conformance;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Gradients of outputs that the loss may not depend on. Stateless. */
final class Gradient {

    private Gradient() {}

    /** A gradient, or zeros for none. */
    static Tensor of(@Nullable Tensor gradient, Tensor output) {
        return gradient == null ? Tensor.zeros(output.dtype(), output.shape()) : gradient;
    }

    /** The sum of two gradients of one tensor. */
    static Tensor sum(@Nullable Tensor one, @Nullable Tensor other, Tensor output) {
        return Products.sum(of(one, output), of(other, output));
    }

    /** The gradients of so many inputs. */
    static List<@Nullable Tensor> list(IntFunction<Tensor> gradient, int count) {
        List<@Nullable Tensor> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(gradient.apply(i));
        }
        return all;
    }
}
