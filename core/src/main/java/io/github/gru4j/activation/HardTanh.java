package io.github.gru4j.activation;

/** {@code x} clipped to [-1, 1]; at the two ends the derivative is 1. */
final class HardTanh extends Elementwise {

    HardTanh() {
        super("hard_tanh");
    }

    @Override
    double f(double x) {
        return Math.max(-1, Math.min(1, x));
    }

    @Override
    double df(double x, double y) {
        return x >= -1 && x <= 1 ? 1 : 0;
    }
}
