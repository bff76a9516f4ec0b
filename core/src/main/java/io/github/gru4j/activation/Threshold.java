package io.github.gru4j.activation;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code x} above the threshold, else the default value. */
final class Threshold extends Elementwise {

    private final double threshold;
    private final double defaultValue;

    Threshold(double threshold, double defaultValue) {
        super("threshold", arguments(threshold, defaultValue));
        this.threshold = threshold;
        this.defaultValue = defaultValue;
    }

    /** Both always: Keras has no defaults for them. */
    private static Map<String, Double> arguments(double threshold, double defaultValue) {
        Map<String, Double> arguments = new LinkedHashMap<>();
        arguments.put("threshold", threshold);
        arguments.put("defaultValue", defaultValue);
        return arguments;
    }

    @Override
    double f(double x) {
        return x > threshold ? x : defaultValue;
    }

    @Override
    double df(double x, double y) {
        return x > threshold ? 1 : 0;
    }
}
