package io.github.gru4j.cli.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to train, as the user said; all values are checked.
 *
 * @param window rows that the model sees
 * @param horizon rows from the end of the window to the target
 * @param units the units of each GRU layer
 * @param givenEpochs the most epochs, or null to choose by the number of windows
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
        @Nullable Integer givenEpochs,
        int batchSize,
        double learningRate,
        double validationSplit,
        double testSplit,
        @Nullable Integer season,
        long seed) {

    /** An epoch of a short series is a handful of steps; about this many are needed to learn anything. */
    private static final int STEPS = 4000;

    private static final int LEAST_EPOCHS = 60;
    private static final int MOST_EPOCHS = 300;

    /** The values under the names of the options that gave them. */
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--window", Integer.toString(window));
        options.put("--horizon", Integer.toString(horizon));
        options.put("--units", units.stream().map(String::valueOf).collect(Collectors.joining(",")));
        options.put("--epochs", givenEpochs == null ? "not given" : givenEpochs.toString());
        options.put("--batch-size", Integer.toString(batchSize));
        options.put("--learning-rate", Double.toString(learningRate));
        options.put("--validation-split", Double.toString(validationSplit));
        options.put("--test-split", Double.toString(testSplit));
        options.put("--seed", Long.toString(seed));
        return options;
    }

    /**
     * The most epochs: those given, or enough for about 4000 steps of the optimizer, from 60 to 300.
     *
     * @param windows how many windows there are to train on
     */
    public int epochs(int windows) {
        if (givenEpochs != null) {
            return givenEpochs;
        }
        int stepsOfEpoch = (windows + batchSize - 1) / batchSize;
        return Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, STEPS / stepsOfEpoch));
    }

    /** After how many epochs without a better validation loss to stop: an eighth of the most epochs, at least 8. */
    public int patience(int windows) {
        return Math.max(8, epochs(windows) / 8);
    }
}
