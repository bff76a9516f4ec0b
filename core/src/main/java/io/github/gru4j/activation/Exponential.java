package io.github.gru4j.activation;

/** {@code e^x}. */
final class Exponential extends Elementwise {

    Exponential() {
        super("exponential");
    }

    @Override
    double f(double x) {
        return Math.exp(x);
    }

    @Override
    double df(double x, double y) {
        return y;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
