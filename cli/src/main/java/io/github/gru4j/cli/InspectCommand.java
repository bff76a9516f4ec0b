package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.keras.KerasFileInfo;
import io.github.gru4j.keras.KerasFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gru4j inspect}: what is in a model file. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j inspect MODEL",
        descriptionHeading = "%n",
        description = {
            "Prints a model's layers, shapes and parameters as Keras does, and where its file comes from.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "Example:", "  gru4j inspect model.keras"})
final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        ModelFile file = ModelFile.load(modelPath);
        KerasFileInfo info = KerasFiles.describe(modelPath);
        PrintStream out = console.out();
        out.print(ModelSummary.of(file.model(), file.inputShape()));
        out.println();
        line(out, "File", modelPath + " (" + ModelSummary.bytes(info.size()) + ", format " + info.format() + ")");
        line(out, "Keras version", info.kerasVersion());
        line(out, "Saved on", info.dateSaved());
        line(out, "Written by", info.writtenBy());
        line(out, "Compiled with", info.compiled().isEmpty() ? "nothing" : info.compiled());
        line(out, "Left out", info.ignored());
        file.notes().ifPresent(notes -> notes(out, notes));
        return ExitCodes.OK;
    }

    private static void notes(PrintStream out, ModelNotes notes) {
        line(
                out,
                "Trained on",
                notes.features().stream().map(n -> "'" + n + "'").collect(Collectors.joining(", ")));
        line(out, "Predicts", "'" + notes.target() + "', " + TrainReport.count(notes.horizon(), "row") + " ahead");
    }

    private static void line(PrintStream out, String name, String value) {
        if (!value.isEmpty()) {
            out.println(" " + name + " ".repeat(Math.max(1, 15 - name.length())) + value);
        }
    }
}
