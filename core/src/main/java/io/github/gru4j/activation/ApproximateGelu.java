package io.github.gru4j.activation;

import java.util.Map;

/** {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}, the approximation of {@link Gelu} by tanh. */
final class ApproximateGelu extends Elementwise {

    private static final double SQRT_2_OVER_PI = 0.79788456080286535588;
    private static final double CUBIC = 0.044715;

    ApproximateGelu() {
        super("gelu", Map.of("approximate", 1.0));
    }

    @Override
    double f(double x) {
        return 0.5 * x * (1 + Math.tanh(inner(x)));
    }

    @Override
    double df(double x, double y) {
        double t = Math.tanh(inner(x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
    }

    private static double inner(double x) {
        return SQRT_2_OVER_PI * (x + CUBIC * x * x * x);
    }
}
