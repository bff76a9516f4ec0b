package io.github.gru4j.activation;

/** {@code min(max(x, 0), 6)}; the derivative is 0 at both kinks. */
final class Relu6 extends Elementwise {

    Relu6() {
        super("relu6");
    }

    @Override
    double f(double x) {
        return Math.min(Math.max(x, 0), 6);
    }

    @Override
    double df(double x, double y) {
        return y > 0 && y < 6 ? 1 : 0;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
