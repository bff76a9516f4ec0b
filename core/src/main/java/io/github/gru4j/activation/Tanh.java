package io.github.gru4j.activation;

/** The hyperbolic tangent. */
final class Tanh extends Elementwise {

    Tanh() {
        super("tanh");
    }

    @Override
    double f(double x) {
        return Math.tanh(x);
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
