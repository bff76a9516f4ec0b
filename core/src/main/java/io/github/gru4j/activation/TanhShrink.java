package io.github.gru4j.activation;

/** {@code x − tanh(x)}. */
final class TanhShrink extends Elementwise {

    TanhShrink() {
        super("tanh_shrink");
    }

    @Override
    double f(double x) {
        return x - Math.tanh(x);
    }

    @Override
    double df(double x, double y) {
        double t = Math.tanh(x);
        return t * t;
    }
}
