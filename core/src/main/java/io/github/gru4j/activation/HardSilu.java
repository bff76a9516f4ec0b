package io.github.gru4j.activation;

/** {@code x · hard_sigmoid(x)}; NaN at minus infinity, as in Keras. */
final class HardSilu extends Elementwise {

    HardSilu() {
        super("hard_silu");
    }

    @Override
    double f(double x) {
        return x * HardSigmoid.relu6(x + 3) / 6;
    }

    @Override
    double df(double x, double y) {
        return HardSigmoid.relu6(x + 3) / 6 + (x > -3 && x < 3 ? x / 6 : 0);
    }
}
