package io.github.gru4j.activation;

/** {@code x · tanh(log(1 + e^x))}; NaN at minus infinity, as in Keras. */
final class Mish extends Elementwise {

    Mish() {
        super("mish");
    }

    @Override
    double f(double x) {
        return x * Math.tanh(Smooth.softplus(x));
    }

    @Override
    double df(double x, double y) {
        double t = Math.tanh(Smooth.softplus(x));
        return t + x * (1 - t * t) * Smooth.sigmoid(x);
    }
}
