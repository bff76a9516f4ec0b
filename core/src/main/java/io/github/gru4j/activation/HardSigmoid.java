package io.github.gru4j.activation;

/** Keras 3's piecewise linear sigmoid, {@code relu6(x + 3) / 6}; the derivative is 0 at both kinks. */
final class HardSigmoid extends Elementwise {

    HardSigmoid() {
        super("hard_sigmoid");
    }

    @Override
    double f(double x) {
        return relu6(x + 3) / 6;
    }

    @Override
    double df(double x, double y) {
        return y > 0 && y < 1 ? 1.0 / 6 : 0;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }

    static double relu6(double x) {
        return Math.min(Math.max(x, 0), 6);
    }
}
