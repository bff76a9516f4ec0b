package io.github.gru4j.activation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ReLU with Keras's three arguments: {@code x} above the threshold and up to the maximum,
 * {@code negativeSlope · (x − threshold)} below the threshold.
 *
 * <p>It follows Keras step by step: below a threshold other than 0 the input is multiplied by 0, so minus infinity
 * gives NaN there, and a maximum also clips what a negative threshold lets through to 0.
 */
final class GeneralRelu extends Elementwise {

    private final double negativeSlope;
    private final double maxValue;
    private final double threshold;

    GeneralRelu(double negativeSlope, double maxValue, double threshold) {
        super("relu", arguments(negativeSlope, maxValue, threshold));
        this.negativeSlope = negativeSlope;
        this.maxValue = maxValue;
        this.threshold = threshold;
    }

    private static Map<String, Double> arguments(double negativeSlope, double maxValue, double threshold) {
        Map<String, Double> arguments = new LinkedHashMap<>();
        if (negativeSlope != 0) {
            arguments.put("negativeSlope", negativeSlope);
        }
        if (maxValue != Double.POSITIVE_INFINITY) {
            arguments.put("maxValue", maxValue);
        }
        if (threshold != 0) {
            arguments.put("threshold", threshold);
        }
        return arguments;
    }

    @Override
    double f(double x) {
        double y = passed(x);
        if (hasMaximum()) {
            y = Math.min(Math.max(y, 0), maxValue);
        }
        return negativeSlope == 0 ? y : y - negativeSlope * Math.max(threshold - x, 0);
    }

    @Override
    double df(double x, double y) {
        double slope = x > threshold ? 1 : 0;
        if (hasMaximum()) {
            double value = passed(x);
            // Keras computes a maximum of 6 by relu6, whose derivative at 6 is 0, any other by a clip, where it is 1.
            boolean within = (threshold == 0 && maxValue == 6) ? value < maxValue : value >= 0 && value <= maxValue;
            slope = within ? slope : 0;
        }
        return x < threshold ? slope + negativeSlope : slope;
    }

    private double passed(double x) {
        return threshold == 0 ? Math.max(x, 0) : x * (x > threshold ? 1 : 0);
    }

    private boolean hasMaximum() {
        return maxValue != Double.POSITIVE_INFINITY;
    }
}
