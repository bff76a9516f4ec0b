package io.github.gru4j.activation;

/** {@code 1 / (1 + e^−x)}. */
final class Sigmoid extends Elementwise {

    Sigmoid() {
        super("sigmoid");
    }

    @Override
    double f(double x) {
        return Smooth.sigmoid(x);
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
