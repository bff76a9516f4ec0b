package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.Architecture;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what layers a model has. Filled by picocli. */
final class ModelOptions {

    @Option(
            names = "--units",
            paramLabel = "N[,N...]",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "32",
            description = "The units of each GRU layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> units = List.of();

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
    Architecture architecture() {
        units.forEach(n -> TrainingOptions.atLeastOne("--units", n));
        share("--dropout", dropout);
        share("--recurrent-dropout", recurrentDropout);
        return new Architecture(units, bidirectional, dropout, recurrentDropout);
    }

    private static void share(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new UserError(option + " must be a share from 0 to below 1, but is " + value + ".");
        }
    }
}
