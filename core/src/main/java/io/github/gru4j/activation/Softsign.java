package io.github.gru4j.activation;

/** {@code x / (1 + |x|)}; NaN at both infinities, as in Keras. */
final class Softsign extends Elementwise {

    Softsign() {
        super("softsign");
    }

    @Override
    double f(double x) {
        return x / (Math.abs(x) + 1);
    }

    @Override
    double df(double x, double y) {
        double d = Math.abs(x) + 1;
        return 1 / (d * d);
    }
}
