package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.FileContents;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.keras.KerasFileInfo;
import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.keras.KerasFormatException;
import io.github.gru4j.keras.PyTorchFiles;
import io.github.gru4j.keras.TensorInfo;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j convert}: a model file in another format becomes a {@code .keras} file of Keras 3. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j convert IN OUT [--prefix P]",
        descriptionHeading = "%n",
        description = {
            "Writes a model as a .keras file that Keras 3 opens, and checks what was written.",
            "",
            "IN is a legacy .h5 file of a whole model or a .keras file, of Keras 2 or Keras 3, or a .safetensors file with the"
                    + " weights of an nn.GRU or nn.GRUCell of PyTorch. Words of Keras 2 keep their meaning. A part that Keras 3"
                    + " has no form for is refused by name, and nothing is written; what is left out, such as a compilation"
                    + " that is not supported, is said.",
            "The file is then loaded again: its weights are bit for bit what was read from IN, or the command fails and leaves OUT as it was.",
            ""
        },
        parameterListHeading = "Input and output:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Weights alone (.weights.h5, or a .h5 file that save_weights wrote) cannot be converted, because they do not say"
                    + " what model they belong to.",
            "",
            "Examples:",
            "  gru4j convert old.h5 model.keras",
            "  gru4j convert torch.safetensors model.keras --prefix encoder.gru."
        })
final class ConvertCommand implements Callable<Integer> {

    private static final String EXTENSION = ".keras";

    /** How PyTorch calls the tensors of a GRU, and of a cell. */
    private static final Pattern PYTORCH_NAME = Pattern.compile("(weight|bias)_(ih|hh)(_l[0-9]+(_reverse)?)?");

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description = "The file to read. What it is is told by its content, not by its name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write, .keras.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            description =
                    "Of a .safetensors file: what stands in front of 'weight_ih_l0' in the names of the GRU's tensors."
                            + " Default: the file must hold one GRU and nothing else.")
    private @Nullable String prefix;

    ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!out.toString().endsWith(EXTENSION)) {
            throw new UserError(out + ": models are written as .keras files. Name one that ends in .keras.");
        }
        try (OutputFile output = OutputFile.claim(out)) {
            ModelFile.checkReadable(in);
            output.keeping(in);
            convert(output);
            return ExitCodes.OK;
        }
    }

    private void convert(OutputFile output) {
        try {
            if (PyTorchFiles.recognises(in)) {
                convertTensors(output);
            } else {
                convertModel(output);
            }
        } catch (KerasFormatException | UncheckedIOException e) {
            throw ModelFile.unreadable(in, e);
        }
    }

    private void convertModel(OutputFile output) {
        if (prefix != null) {
            throw new UserError("--prefix is for .safetensors files, but " + in + " is none.");
        }
        KerasFileInfo before = KerasFiles.describe(in);
        if (FileContents.isWeightsAlone(before)) {
            throw new UserError(
                    in + ": holds weights alone, which do not say what model they belong to. Build the model"
                            + " in a program, call KerasFiles.loadWeights(model, path), then KerasFiles.save.");
        }
        Model model = KerasFiles.load(in);
        write(model, before.notes(), output);
        KerasFileInfo after = KerasFiles.describe(out);
        say("Read " + in + ": Keras " + before.kerasVersion() + ", " + contents(before, model));
        say("Wrote " + out + ": Keras " + after.kerasVersion() + ", " + contents(after, model));
        differences(before, after);
        sayChecked();
    }

    /** A GRU of PyTorch says nothing about itself but its weights. */
    private void convertTensors(OutputFile output) {
        Model model = prefix == null ? PyTorchFiles.load(in) : PyTorchFiles.load(in, prefix);
        List<String> others = PyTorchFiles.describe(in).stream()
                .map(TensorInfo::name)
                .filter(name -> !isOfGRU(name))
                .toList();
        write(model, Map.of(), output);
        KerasFileInfo after = KerasFiles.describe(out);
        say("Read " + in + ": safetensors, a GRU of "
                + TrainReport.count(ModelSummary.layers(model).size(), "layer"));
        say("Wrote " + out + ": Keras " + after.kerasVersion() + ", " + contents(after, model));
        if (!others.isEmpty()) {
            say("Left out: " + TrainReport.count(others.size(), "tensor") + " beside the GRU: "
                    + String.join(", ", others));
        }
        sayChecked();
    }

    private boolean isOfGRU(String name) {
        return prefix == null
                || (name.startsWith(prefix)
                        && PYTORCH_NAME.matcher(name.substring(prefix.length())).matches());
    }

    /** Writes a model beside its place, and moves it there once it was loaded again and is the same. */
    private void write(Model model, Map<String, List<String>> notes, OutputFile output) {
        try {
            KerasFiles.save(model, output.draft(), notes);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    in + ": has no form in a file of Keras 3: " + e.getMessage()
                            + " The other commands run this file as it is.",
                    e);
        } catch (UncheckedIOException e) {
            throw output.failed(e);
        }
        checkSame(model, KerasFiles.load(output.draft()));
        output.moveIntoPlace();
    }

    /** Not what a user can put right: a file that differs from its model is a defect, and is not put into place. */
    static void checkSame(Model model, Model again) {
        List<Tensor> expected = model.getWeights();
        List<Tensor> received = again.getWeights();
        boolean same = received.size() == expected.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = sameBits(received.get(i), expected.get(i));
        }
        if (!same) {
            throw new IllegalStateException("the file that was written has other weights than the model");
        }
    }

    private static boolean sameBits(Tensor a, Tensor b) {
        boolean same = a.shape().equals(b.shape()) && a.dtype() == b.dtype();
        for (int i = 0; same && i < a.size(); i++) {
            same = Double.doubleToRawLongBits(a.getAt(i)) == Double.doubleToRawLongBits(b.getAt(i));
        }
        return same;
    }

    // ---- what is said -----------------------------------------------------------------------------------------------

    private static String contents(KerasFileInfo info, Model model) {
        Optimizer optimizer = model.optimizer();
        String compiled = optimizer == null
                ? "not compiled"
                : "compiled with " + info.compiled() + ", " + TrainReport.count(optimizer.iterations(), "step")
                        + " of training";
        return info.className() + " '" + info.modelName() + "', "
                + TrainReport.count(ModelSummary.layers(model).size(), "layer") + ", "
                + TrainReport.count(model.weights().size(), "weight") + " of " + model.countParams() + " numbers ("
                + ModelSummary.bytes(info.size()) + "), " + compiled;
    }

    /** What is in one file and not in the other, layer by layer, and what was left out. */
    private void differences(KerasFileInfo before, KerasFileInfo after) {
        Map<String, String> classes = new HashMap<>();
        after.layers().forEach(layer -> classes.put(layer.name(), layer.className()));
        for (LayerInfo layer : before.layers()) {
            String now = classes.getOrDefault(layer.name(), layer.className());
            if (!now.equals(layer.className())) {
                say("Changed: layer '" + layer.name() + "' was a " + layer.className() + " and is a " + now
                        + " that computes the same");
            }
        }
        if (!before.ignored().isEmpty()) {
            say("Left out: the compilation, because of " + before.ignored());
        }
    }

    private void sayChecked() {
        say("Loaded " + out + " again: every weight is bit for bit what was read");
    }

    private void say(String line) {
        console.out().println(Printable.of(line));
    }
}
