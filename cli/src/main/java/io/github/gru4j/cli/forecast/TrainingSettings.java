package io.github.gru4j.cli.forecast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to train, as the user said; all values are checked.
 *
 * @param window rows that the model sees
 * @param horizon rows from the end of the window to the target
 * @param units the units of each GRU layer
 * @param epochs the most epochs
 * @param batchSize windows per step
 * @param learningRate Adam's
 * @param validationSplit the share of rows in the validation part
 * @param testSplit the share of rows in the test part
 * @param season the period of the seasonal baseline, 0 for none, null to derive it from the time stamps
 * @param seed decides weights and order
 */
public record TrainingSettings(
        int window,
        int horizon,
        List<Integer> units,
        int epochs,
        int batchSize,
        double learningRate,
        double validationSplit,
        double testSplit,
        @Nullable Integer season,
        long seed) {}
