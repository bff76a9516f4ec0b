package io.github.gru4j.activation;

import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.tensor.Tensor;

/** {@code 1 / (1 + e^−x)}, by the kernel of the element type. */
final class Sigmoid extends Elementwise {

    Sigmoid() {
        super("sigmoid");
    }

    @Override
    double f(double x) {
        return Smooth.sigmoid(x);
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        Kernels.of(x.dtype()).sigmoid(width, x, xOffset, y, yOffset);
    }

    @Override
    double df(double x, double y) {
        return y * (1 - y);
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
