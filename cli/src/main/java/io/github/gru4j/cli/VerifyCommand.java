package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.VerificationCase;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j verify}: does the model compute what it should? */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j verify MODEL IO.json [--tolerance T]",
        descriptionHeading = "%n",
        description = {
            "Runs a model on given inputs and compares its outputs with the expected ones.",
            "",
            "Prints the maximum absolute difference. The exit code is 0 if every output agrees and 1 if one does not.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "IO.json holds {\"inputs\": ARRAY, \"outputs\": ARRAY}, where ARRAY is a nested list with the batch axis"
                    + " outermost, or a list of such arrays, one for each input and output of the model. A model with one"
                    + " output and several expected ones is called once for each, on the same inputs.",
            "",
            "Example:",
            "  gru4j verify model.keras io.json"
        })
final class VerifyCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Parameters(index = "1", paramLabel = "IO.json", description = "Inputs and expected outputs.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path casePath;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-5",
            description = "The greatest difference allowed, times the expected output where that is above 1. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double tolerance = 1e-5;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(tolerance >= 0)) {
            throw new UserError("--tolerance must be 0 or more, but is " + tolerance + ".");
        }
        ModelFile model = ModelFile.load(modelPath);
        VerificationCase expected =
                VerificationCase.read(casePath, model.inputShape().rank());
        Tensor input = expected.inputs().get(0);
        model.checkInput(input, casePath.toString());
        double worst = 0;
        boolean agrees = true;
        for (Tensor wanted : expected.outputs()) {
            Tensor got = model.model().predict(input);
            if (!got.shape().equals(wanted.shape())) {
                throw new UserError(casePath + ": expects outputs of shape " + wanted.shape() + ", but the model gives "
                        + got.shape() + ".");
            }
            for (int i = 0; i < wanted.size(); i++) {
                double difference = difference(got.getAt(i), wanted.getAt(i));
                worst = Math.max(worst, difference);
                double allowed = tolerance * Math.max(1, Math.abs(wanted.getAt(i)));
                agrees &= difference <= allowed && difference < Double.POSITIVE_INFINITY;
            }
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "Maximum absolute difference: %.3g (tolerance %s): %s%n",
                        worst,
                        Double.toString(tolerance).replace("E", "e"),
                        agrees ? "the outputs agree" : "the outputs differ");
        return agrees ? ExitCodes.OK : ExitCodes.DIFFERS;
    }

    /** Numbers that are not finite agree when they are the same. */
    private static double difference(double got, double wanted) {
        if (Double.compare(got, wanted) == 0) {
            return 0;
        }
        double difference = Math.abs(got - wanted);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
