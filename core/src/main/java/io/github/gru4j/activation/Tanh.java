package io.github.gru4j.activation;

import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.tensor.Tensor;

/** The hyperbolic tangent, by the kernel of the element type. */
final class Tanh extends Elementwise {

    Tanh() {
        super("tanh");
    }

    @Override
    double f(double x) {
        return Math.tanh(x);
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        Kernels.of(x.dtype()).tanh(width, x, xOffset, y, yOffset);
    }

    @Override
    double df(double x, double y) {
        return 1 - y * y;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
