package io.github.gru4j.activation;

import java.util.Map;

/** {@code (x + √(x² + b)) / 2}; NaN at minus infinity, as in Keras. */
final class Squareplus extends Elementwise {

    private final double b;

    Squareplus(double b) {
        super("squareplus", b == 4 ? Map.of() : Map.of("b", b));
        this.b = b;
    }

    @Override
    double f(double x) {
        return (x + Math.sqrt(x * x + b)) / 2;
    }

    @Override
    double df(double x, double y) {
        return 0.5 * (1 + x / Math.sqrt(x * x + b));
    }

    /** In float32 throughout: where x is large and negative the two terms cancel, in Keras too. */
    @Override
    float f(float x) {
        return (x + (float) Math.sqrt(x * x + (float) b)) / 2;
    }
}
