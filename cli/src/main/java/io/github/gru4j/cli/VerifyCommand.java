package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.VerificationCase;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j verify}: does the model compute what it should? */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = {"gru4j verify MODEL IO.json [--stream] [--tolerance T]", "      gru4j verify MODEL --stream"},
        descriptionHeading = "%n",
        description = {
            "Runs a model on given inputs and compares its outputs with the expected ones.",
            "",
            "Prints the maximum absolute difference. The exit code is 0 if every output agrees and 1 if one does not.",
            "",
            "With --stream the model runs event by event, as 'gru4j stream' runs it, and its outputs must have the very bits"
                    + " that it gives for whole sequences. Without IO.json the sequences are random.",
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
            "Examples:",
            "  gru4j verify model.keras io.json",
            "  gru4j verify model.keras io.json --stream"
        })
final class VerifyCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "IO.json",
            description = "Inputs and expected outputs. May be left out with --stream.")
    private @Nullable Path casePath;

    @Option(names = "--stream", description = "Runs the model event by event, and compares with whole sequences, too.")
    private boolean stream;

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
        if (casePath == null && !stream) {
            throw new UserError("IO.json is missing, the inputs and expected outputs. Give it, or --stream.");
        }
        ModelFile model = ModelFile.load(modelPath);
        StreamReplay replay = stream ? replay(model.model()) : null;
        return casePath == null ? random(model, Objects.requireNonNull(replay)) : recorded(model, replay, casePath);
    }

    private StreamReplay replay(Model model) {
        try {
            return new StreamReplay(model);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new UserError(modelPath + ": cannot be streamed: " + e.getMessage(), e);
        }
    }

    /** Compares the outputs of two ways, without any that are expected. */
    private int random(ModelFile model, StreamReplay replay) {
        List<Tensor> inputs = RandomSequences.of(model, replay.events());
        List<Tensor> whole = call(model.model(), inputs, modelPath);
        return tell(inputs, replay, Difference.of(streamed(replay, inputs, whole), whole))
                ? ExitCodes.OK
                : ExitCodes.DIFFERS;
    }

    private static List<Tensor> streamed(StreamReplay replay, List<Tensor> inputs, List<Tensor> whole) {
        return replay.outputs(inputs, whole.stream().map(Tensor::shape).toList());
    }

    /** Says whether the bits are the same, and whether they are. */
    private boolean tell(List<Tensor> inputs, StreamReplay replay, Difference difference) {
        String how = difference.sameBits()
                ? "the same bits"
                : String.format(
                        Locale.ROOT, "differ by up to %.3g, most in %s", difference.largest(), difference.where());
        console.out()
                .printf(
                        "Step by step and whole, %d sequences of %d events: %s%n",
                        replay.sequences(inputs), replay.timesteps(inputs), how);
        return difference.sameBits();
    }

    private int recorded(ModelFile model, @Nullable StreamReplay replay, Path path) {
        List<Shape> inputShapes = model.inputShapes();
        int outputs = model.model().computeOutputShapes(inputShapes).size();
        VerificationCase expected = VerificationCase.read(
                path,
                inputShapes.stream().map(Shape::rank).toList(),
                model.model().computeOutputShapes(inputShapes).stream()
                        .map(Shape::rank)
                        .toList());
        List<Tensor> inputs = expected.inputs();
        model.checkInputs(inputs, path.toString());
        List<Tensor> wanted = new ArrayList<>(expected.outputs());
        if (wanted.size() % outputs != 0) {
            throw new UserError(
                    path + ": expects " + wanted.size() + " outputs, but a call of the model gives " + outputs + ".");
        }
        boolean agrees = true;
        List<Tensor> received = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i += outputs) {
            List<Tensor> whole = call(model.model(), inputs, path);
            for (int output = 0; output < outputs; output++) {
                checkShape(path, whole.get(output), wanted.get(i + output));
                wanted.set(
                        i + output,
                        wanted.get(i + output).cast(whole.get(output).dtype()));
            }
            if (replay == null) {
                received.addAll(whole);
            } else {
                List<Tensor> stepped = streamed(replay, inputs, whole);
                agrees &= tell(inputs, replay, Difference.of(stepped, whole));
                received.addAll(stepped);
            }
        }
        Difference difference = Difference.of(received, wanted);
        boolean allowed = allowed(received, wanted);
        console.out()
                .printf(
                        Locale.ROOT,
                        "Maximum absolute difference: %.3g (tolerance %s): %s%n",
                        difference.largest(),
                        Double.toString(tolerance).replace("E", "e"),
                        allowed ? "the outputs agree" : "the outputs differ");
        if (stream && !allowed) {
            console.out().println("It is in " + difference.where() + ".");
        }
        return agrees && allowed ? ExitCodes.OK : ExitCodes.DIFFERS;
    }

    private boolean allowed(List<Tensor> got, List<Tensor> wanted) {
        for (int i = 0; i < got.size(); i++) {
            for (int j = 0; j < got.get(i).size(); j++) {
                double number = wanted.get(i).getAt(j);
                double difference = Difference.between(got.get(i).getAt(j), number);
                if (!(difference <= tolerance * Math.max(1, Math.abs(number)))
                        || difference == Double.POSITIVE_INFINITY) {
                    return false;
                }
            }
        }
        return true;
    }

    /** One call on all rows at once, which a stateful model may be made for. */
    private static List<Tensor> call(Model model, List<Tensor> inputs, Path source) {
        try {
            return model.predict(inputs, Math.max(1, inputs.get(0).dim(0)));
        } catch (IllegalArgumentException e) {
            throw new UserError(source + ": the model does not take these inputs: " + e.getMessage(), e);
        }
    }

    private static void checkShape(Path source, Tensor got, Tensor wanted) {
        if (!got.shape().equals(wanted.shape())) {
            throw new UserError(source + ": expects outputs of shape " + wanted.shape() + ", but the model gives "
                    + got.shape() + ".");
        }
    }
}
