package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.Architecture;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what layers a model has. Filled by picocli. */
final class ModelOptions {

    @Option(
            names = "--units",
            paramLabel = "N[,N...]",
            hideParamSyntax = true,
            split = ",",
            description = "The units of each GRU layer. Default: one layer of 32; of 128 with --task text.")
    private @Nullable List<Integer> units;

    @Option(
            names = "--embedding",
            paramLabel = "N",
            defaultValue = "32",
            description = "With --task text: how many numbers stand for a character. Default: ${DEFAULT-VALUE}.")
    private int embedding = 32;

    @Option(
            names = "--bidirectional",
            description = "Each GRU layer also reads from the end; such a model cannot be streamed.")
    private boolean bidirectional;

    @Option(
            names = "--dropout",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "The share of a GRU layer's inputs that a training step leaves out. Default: ${DEFAULT-VALUE}.")
    private double dropout;

    @Option(
            names = "--recurrent-dropout",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "The share of a GRU layer's state that a training step leaves out. Default: ${DEFAULT-VALUE}.")
    private double recurrentDropout;

    /**
     * What the user asked for.
     *
     * @throws UserError if it cannot be built
     */
    Architecture architecture(Task task) {
        List<Integer> layers = units == null ? List.of(task.units()) : units;
        layers.forEach(n -> TrainingOptions.atLeastOne("--units", n));
        share("--dropout", dropout);
        share("--recurrent-dropout", recurrentDropout);
        return new Architecture(layers, bidirectional, dropout, recurrentDropout);
    }

    /** How many numbers stand for a character. */
    int embedding() {
        TrainingOptions.atLeastOne("--embedding", embedding);
        return embedding;
    }

    private static void share(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new UserError(option + " must be a share from 0 to below 1, but is " + value + ".");
        }
    }
}
