package io.github.gru4j.activation;

import java.util.Map;

/** {@code x} where |x| is above the threshold, else 0; NaN gives 0, as in Keras. */
final class HardShrink extends Elementwise {

    private final double threshold;

    HardShrink(double threshold) {
        super("hard_shrink", threshold == 0.5 ? Map.of() : Map.of("threshold", threshold));
        this.threshold = threshold;
    }

    @Override
    double f(double x) {
        return Math.abs(x) > threshold ? x : 0;
    }

    @Override
    double df(double x, double y) {
        return Math.abs(x) > threshold ? 1 : 0;
    }
}
