package io.github.gru4j.activation;

/** {@code log(1 + e^x)}. */
final class Softplus extends Elementwise {

    Softplus() {
        super("softplus");
    }

    @Override
    double f(double x) {
        return Smooth.softplus(x);
    }

    @Override
    double df(double x, double y) {
        return Smooth.sigmoid(x);
    }
}
