package io.github.gru4j.activation;

/** {@code x · sigmoid(x)}; NaN at minus infinity, as in Keras. */
final class Silu extends Elementwise {

    Silu() {
        super("silu");
    }

    @Override
    double f(double x) {
        return x * Smooth.sigmoid(x);
    }

    @Override
    double df(double x, double y) {
        double s = Smooth.sigmoid(x);
        return s * (1 + x * (1 - s));
    }
}
