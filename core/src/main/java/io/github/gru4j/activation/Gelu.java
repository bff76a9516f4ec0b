package io.github.gru4j.activation;

/** {@code x Φ(x)}, Φ the standard normal distribution function; NaN at minus infinity, as in Keras. */
final class Gelu extends Elementwise {

    private static final double INVERSE_SQRT_2 = 0.70710678118654752440;
    private static final double INVERSE_SQRT_2_PI = 0.39894228040143267794;

    Gelu() {
        super("gelu");
    }

    @Override
    double f(double x) {
        return x * distribution(x);
    }

    @Override
    double df(double x, double y) {
        return distribution(x) + x * INVERSE_SQRT_2_PI * Math.exp(-0.5 * x * x);
    }

    private static double distribution(double x) {
        return 0.5 * ErrorFunction.erfc(-x * INVERSE_SQRT_2);
    }
}
