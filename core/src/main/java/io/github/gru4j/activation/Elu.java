package io.github.gru4j.activation;

import java.util.Map;

/** {@code x} above 0, else {@code α (e^x − 1)}. */
final class Elu extends Elementwise {

    private final double alpha;

    Elu(double alpha) {
        super("elu", alpha == 1 ? Map.of() : Map.of("alpha", alpha));
        this.alpha = alpha;
    }

    @Override
    double f(double x) {
        return x > 0 ? x : alpha * Math.expm1(x);
    }

    @Override
    double df(double x, double y) {
        return x > 0 ? 1 : alpha * Math.exp(x);
    }
}
