package io.github.gru4j.cli;

import io.github.gru4j.cli.classify.ClassifierNotes;
import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.FileContents;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.cli.text.TextNotes;
import io.github.gru4j.keras.KerasFileInfo;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.keras.KerasFormatException;
import io.github.gru4j.keras.PyTorchFiles;
import io.github.gru4j.keras.TensorInfo;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gru4j inspect}: what is in a file of Keras. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j inspect FILE",
        descriptionHeading = "%n",
        description = {
            "Prints a model's layers, shapes and parameters as Keras does, and where its file comes from.",
            "",
            "Of a file that holds weights alone it prints the arrays. Of a file that cannot be loaded it prints what could"
                    + " be read and why it stopped; the exit code is then 2.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "Examples:", "  gru4j inspect model.keras", "  gru4j inspect model.weights.h5"})
final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A .keras, .h5 or .safetensors file. What it is is told by its content, not by its name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path path;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelFile.checkReadable(path);
        KerasFileInfo info;
        try {
            if (PyTorchFiles.recognises(path)) {
                return tensors(PyTorchFiles.describe(path));
            }
            info = KerasFiles.describe(path);
        } catch (KerasFormatException | UncheckedIOException e) {
            throw ModelFile.unreadable(path, e);
        }
        PrintStream out = console.out();
        if (FileContents.isWeightsAlone(info)) {
            out.print(FileContents.arrays(info.arrays()));
            out.println();
            facts(out, info);
            return ExitCodes.OK;
        }
        try {
            ModelFile file = ModelFile.load(path);
            out.print(ModelSummary.of(file.model(), file.inputShapes().get(0)));
            out.println();
        } catch (UserError e) {
            unloadable(out, info);
            throw e;
        }
        facts(out, info);
        ModelNotes.of(info.notes()).ifPresent(notes -> notes(out, notes));
        ClassifierNotes.of(info.notes()).ifPresent(notes -> {
            line(out, "Trained on", TrainReport.names(notes.features()) + " of each '" + notes.sequence() + "'");
            line(out, "Tells apart", "'" + notes.label() + "': " + TrainReport.names(notes.classes()));
        });
        TextNotes.of(info.notes()).ifPresent(notes -> {
            long read = notes.counts().stream().mapToLong(Long::longValue).sum();
            line(out, "Trained on", "a text of " + TrainReport.count(read, "character"));
            line(out, "Writes", notes.characters().toString());
        });
        return ExitCodes.OK;
    }

    private int tensors(List<TensorInfo> tensors) {
        PrintStream out = console.out();
        out.print(FileContents.tensors(tensors));
        out.println();
        line(out, "File", path + " (" + ModelSummary.bytes(path.toFile().length()) + ", format safetensors)");
        return ExitCodes.OK;
    }

    /** Everything that is known of a file whose model cannot be made. */
    private void unloadable(PrintStream out, KerasFileInfo info) {
        if (!info.layers().isEmpty()) {
            out.print(FileContents.layers(info));
            out.println();
        }
        if (!info.arrays().isEmpty()) {
            out.print(FileContents.arrays(info.arrays()));
            out.println();
        }
        facts(out, info);
    }

    private void facts(PrintStream out, KerasFileInfo info) {
        line(out, "File", path + " (" + ModelSummary.bytes(info.size()) + ", format " + info.format() + ")");
        line(out, "Keras version", info.kerasVersion());
        line(out, "Saved on", info.dateSaved());
        line(out, "Written by", info.writtenBy());
        if (!info.className().isEmpty() && info.problem().isEmpty()) {
            line(out, "Compiled with", info.compiled().isEmpty() ? "nothing" : info.compiled());
        }
        line(out, "Left out", info.ignored());
    }

    private static void notes(PrintStream out, ModelNotes notes) {
        line(
                out,
                "Trained on",
                notes.features().stream().map(n -> "'" + n + "'").collect(Collectors.joining(", ")));
        line(
                out,
                "Predicts",
                TrainReport.names(notes.targets()) + ", " + notes.horizons().words());
    }

    private static void line(PrintStream out, String name, String value) {
        if (!value.isEmpty()) {
            out.println(" " + name + " ".repeat(Math.max(1, 15 - name.length())) + Printable.of(value));
        }
    }
}
