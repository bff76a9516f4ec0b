package io.github.gru4j.cli;

import io.github.gru4j.cli.events.LineFormat;
import io.github.gru4j.cli.events.LineFormats;
import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j stream}: one event a line in, one prediction a line out, the state kept between them. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j stream MODEL [OPTIONS]",
        sortOptions = false,
        descriptionHeading = "%n",
        description = {
            "Reads events from standard input, one a line, and answers each with the model's output after it.",
            "",
            "A line is a JSON object, a JSON array, or CSV with or without a header; the first line tells which. The"
                    + " answer has the same form, and a header is answered by a header. The state starts at zero and is"
                    + " kept from line to line; after as many lines as the model's window has rows the output is what"
                    + " 'gru4j predict' gives for that window. Blank lines are passed over.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j stream model.keras < events.jsonl",
            "  tail -f sensor.csv | gru4j stream model.keras"
        })
final class StreamCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Option(
            names = "--features",
            paramLabel = "A,B,...",
            hideParamSyntax = true,
            split = ",",
            description =
                    "The fields or columns that the model reads. Default: those that 'gru4j train' noted in the file,"
                            + " else all, in their order.")
    private @Nullable List<String> features;

    StreamCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ModelFile file = ModelFile.load(modelPath);
        StreamingModel model;
        try {
            model = StreamingModel.of(file.model());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new UserError(modelPath + ": cannot be streamed: " + e.getMessage(), e);
        }
        run(model, names(file, model.inputSize()));
        return ExitCodes.OK;
    }

    private List<String> names(ModelFile file, int width) {
        List<String> names = features != null
                ? features.stream().map(String::strip).toList()
                : file.notes().map(ModelNotes::features).orElse(List.of());
        if (!names.isEmpty() && names.size() != width) {
            throw new UserError("--features names " + TrainReport.count(names.size(), "feature")
                    + ", but the model reads " + width + ".");
        }
        return names;
    }

    private void run(StreamingModel model, List<String> names) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        PrintStream out = console.out();
        StreamingState state = model.newState();
        float[] event = new float[model.inputSize()];
        float[] prediction = new float[model.outputSize()];
        LineFormat format = null;
        long number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (text.isBlank()) {
                continue;
            }
            try {
                if (format == null) {
                    format = LineFormats.of(text, names, event.length);
                    String header = format.headerAnswer(prediction.length);
                    if (header != null) {
                        answer(out, header);
                        continue;
                    }
                }
                format.read(text, event);
            } catch (LineFormat.BadLine e) {
                throw new UserError("standard input: line " + number + ": " + e.getMessage() + ".", e);
            }
            model.step(state, event, prediction);
            answer(out, format.write(prediction));
            if (out.checkError()) {
                return; // nobody reads any more
            }
        }
    }

    private static void answer(PrintStream out, String line) {
        out.print(line + "\n");
        out.flush();
    }
}
