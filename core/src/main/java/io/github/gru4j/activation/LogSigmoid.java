package io.github.gru4j.activation;

/** {@code log(sigmoid(x)) = −log(1 + e^−x)}. */
final class LogSigmoid extends Elementwise {

    LogSigmoid() {
        super("log_sigmoid");
    }

    @Override
    double f(double x) {
        return -Smooth.softplus(-x);
    }

    @Override
    double df(double x, double y) {
        return Smooth.sigmoid(-x);
    }
}
