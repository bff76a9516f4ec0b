package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.VerificationCase;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
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
                    + " outermost, or a list of such arrays, one for each input and output of the model. Where more outputs"
                    + " are expected than the model has, it is called several times on the same inputs, and a stateful model"
                    + " goes on from its state.",
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
        List<Shape> inputShapes = model.inputShapes();
        List<Shape> outputShapes = model.model().computeOutputShapes(inputShapes);
        VerificationCase expected = VerificationCase.read(
                casePath,
                inputShapes.stream().map(Shape::rank).toList(),
                outputShapes.stream().map(Shape::rank).toList());
        model.checkInputs(expected.inputs(), casePath.toString());
        List<Tensor> wanted = expected.outputs();
        if (wanted.size() % outputShapes.size() != 0) {
            throw new UserError(casePath + ": expects " + wanted.size() + " outputs, but a call of the model gives "
                    + outputShapes.size() + ".");
        }
        double worst = 0;
        boolean agrees = true;
        List<Tensor> received = List.of();
        for (int i = 0; i < wanted.size(); i++) {
            int output = i % outputShapes.size();
            if (output == 0) {
                received = call(model.model(), expected.inputs());
            }
            Tensor got = received.get(output);
            checkShape(got, wanted.get(i));
            for (int j = 0; j < got.size(); j++) {
                double number = wanted.get(i).getAt(j);
                number = got.dtype() == DType.FLOAT32 ? (float) number : number;
                double difference = difference(got.getAt(j), number);
                worst = Math.max(worst, difference);
                double allowed = tolerance * Math.max(1, Math.abs(number));
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

    /** One call on all rows at once, which a stateful model may be made for. */
    private List<Tensor> call(Model model, List<Tensor> inputs) {
        try {
            return model.predict(inputs, Math.max(1, inputs.get(0).dim(0)));
        } catch (IllegalArgumentException e) {
            throw new UserError(casePath + ": the model does not take these inputs: " + e.getMessage(), e);
        }
    }

    private void checkShape(Tensor got, Tensor wanted) {
        if (!got.shape().equals(wanted.shape())) {
            throw new UserError(casePath + ": expects outputs of shape " + wanted.shape() + ", but the model gives "
                    + got.shape() + ".");
        }
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
