package io.github.gru4j.activation;

import java.util.Map;

/** {@code max(x, 0) + α (e^(min(x, 0) / α) − 1)}. */
final class Celu extends Elementwise {

    private final double alpha;

    Celu(double alpha) {
        super("celu", alpha == 1 ? Map.of() : Map.of("alpha", alpha));
        this.alpha = alpha;
    }

    @Override
    double f(double x) {
        return x > 0 ? x : alpha * Math.expm1(x / alpha);
    }

    @Override
    double df(double x, double y) {
        return x > 0 ? 1 : Math.exp(x / alpha);
    }
}
