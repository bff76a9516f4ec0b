package io.github.gru4j.activation;

import java.util.Map;

/** {@code x} moved towards 0 by the threshold, 0 within it; NaN gives 0, as in Keras. */
final class SoftShrink extends Elementwise {

    private final double threshold;

    SoftShrink(double threshold) {
        super("soft_shrink", threshold == 0.5 ? Map.of() : Map.of("threshold", threshold));
        this.threshold = threshold;
    }

    @Override
    double f(double x) {
        if (x > threshold) {
            return x - threshold;
        }
        return x < -threshold ? x + threshold : 0;
    }

    @Override
    double df(double x, double y) {
        return Math.abs(x) > threshold ? 1 : 0;
    }
}
