package io.github.gru4j.cli.training;

import org.jspecify.annotations.Nullable;

/**
 * How to train any model, as the user said; all values are checked.
 *
 * @param architecture the recurrent layers
 * @param givenEpochs the most epochs, or null to choose by the number of samples
 * @param batchSize samples per step
 * @param learningRate Adam's
 * @param validationSplit the share of the data in the validation part
 * @param testSplit the share of the data in the test part
 * @param seed decides weights and order
 */
public record TrainingSettings(
        Architecture architecture,
        @Nullable Integer givenEpochs,
        int batchSize,
        double learningRate,
        double validationSplit,
        double testSplit,
        long seed) {

    /** An epoch of a short series is a handful of steps; about this many are needed to learn anything. */
    private static final int STEPS = 4000;

    private static final int LEAST_EPOCHS = 60;
    private static final int MOST_EPOCHS = 300;

    /**
     * The most epochs: those given, or enough for about 4000 steps of the optimizer, from 60 to 300.
     *
     * @param samples how many samples there are to train on
     */
    public int epochs(int samples) {
        if (givenEpochs != null) {
            return givenEpochs;
        }
        int stepsOfEpoch = (samples + batchSize - 1) / batchSize;
        return Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, STEPS / stepsOfEpoch));
    }

    /** After how many epochs without a better validation loss to stop: an eighth of the most epochs, at least 8. */
    public int patience(int samples) {
        return Math.max(8, epochs(samples) / 8);
    }
}
