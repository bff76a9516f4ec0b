package io.github.gru4j.activation;

import java.util.Map;

/** {@code x} above 0, else {@code negativeSlope · x}. */
final class LeakyRelu extends Elementwise {

    private final double negativeSlope;

    LeakyRelu(double negativeSlope) {
        super("leaky_relu", negativeSlope == 0.2 ? Map.of() : Map.of("negativeSlope", negativeSlope));
        this.negativeSlope = negativeSlope;
    }

    @Override
    double f(double x) {
        return x > 0 ? x : negativeSlope * x;
    }

    @Override
    double df(double x, double y) {
        return x > 0 ? 1 : negativeSlope;
    }
}
