package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.Architecture;
import io.github.gru4j.cli.training.TrainingSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to train, whatever the task. Filled by picocli. */
final class TrainingOptions {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "The most passes over the training part. Training stops earlier when the validation loss has not"
                            + " improved for an eighth of them, at least 8. Default: 60, more for little data, at most 300.")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description =
                    "Windows, of rows or characters, or sequences per step of the optimizer. Default: ${DEFAULT-VALUE}.")
    private int batchSize = 32;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "The step size of Adam. Default: ${DEFAULT-VALUE}.")
    private double learningRate = 1e-3;

    @Option(
            names = "--validation-split",
            paramLabel = "SHARE",
            description =
                    "The share of all rows, before the test part, or of the sequences of each class, that says when"
                            + " to stop; 0 for none. Default: 0.2; 0.05 of a text.")
    private @Nullable Double validationSplit;

    @Option(
            names = "--test-split",
            paramLabel = "SHARE",
            description = "The share of all rows, the last ones, or of the sequences of each class, that the model is"
                    + " tested on. Default: 0.2; 0.05 of a text.")
    private @Nullable Double testSplit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides everything random; the same seed gives the same model. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /**
     * What the user asked for.
     *
     * @throws UserError if a value makes no sense
     */
    TrainingSettings settings(Task task, Architecture architecture) {
        double validation = validationSplit == null ? task.share() : validationSplit;
        double test = testSplit == null ? task.share() : testSplit;
        if (epochs != null) {
            atLeastOne("--epochs", epochs);
        }
        atLeastOne("--batch-size", batchSize);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new UserError("--learning-rate must be above 0, but is " + learningRate + ".");
        }
        if (!(validation >= 0 && validation < 1)) {
            throw new UserError("--validation-split must be a share from 0 to below 1, but is " + validation + ".");
        }
        if (!(test > 0 && test < 1)) {
            throw new UserError("--test-split must be a share above 0 and below 1, but is " + test + ".");
        }
        if (validation + test >= 1) {
            throw new UserError("--validation-split and --test-split must leave rows to train on, but add up to "
                    + (validation + test) + ".");
        }
        return new TrainingSettings(architecture, epochs, batchSize, learningRate, validation, test, seed);
    }

    static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new UserError(option + " must be at least 1, but is " + value + ".");
        }
    }
}
