package io.github.gru4j.activation;

import java.util.Map;

/** Keras 2's piecewise linear sigmoid, {@code 0.2 x + 0.5} clipped to [0, 1]; at the two ends the derivative is 0.2. */
final class HardSigmoidKeras2 extends Elementwise {

    private static final double SLOPE = 0.2;

    HardSigmoidKeras2() {
        super("hard_sigmoid", Map.of("slope", SLOPE));
    }

    @Override
    double f(double x) {
        return Math.max(0, Math.min(1, SLOPE * x + 0.5));
    }

    @Override
    double df(double x, double y) {
        return x >= -2.5 && x <= 2.5 ? SLOPE : 0;
    }
}
