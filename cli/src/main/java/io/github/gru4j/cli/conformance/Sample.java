package io.github.gru4j.cli.conformance;

import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * The statistics of four draws together, as the golden data records them.
 *
 * @param count how many numbers
 * @param mean their mean
 * @param deviation their standard deviation
 * @param min the least
 * @param max the greatest
 */
record Sample(int count, double mean, double deviation, double min, double max) {

    private static final int DRAWS = 4;

    /** Draws and measures. */
    static Sample of(Initializer initializer, Shape shape, Generator generator) {
        int count = 0;
        double sum = 0;
        double squares = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int draw = 0; draw < DRAWS; draw++) {
            Tensor values = initializer.initialize(shape, DType.FLOAT32, generator);
            for (int i = 0; i < values.size(); i++) {
                double value = values.getAt(i);
                sum += value;
                squares += value * value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            count += values.size();
        }
        double mean = sum / count;
        return new Sample(count, mean, Math.sqrt(Math.max(0, squares / count - mean * mean)), min, max);
    }
}
