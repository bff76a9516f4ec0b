package io.github.gru4j.cli;

import io.github.gru4j.cli.events.LineFormat;
import io.github.gru4j.cli.events.LineFormats;
import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.streaming.ModelChange;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
            "Reads events, one a line, and answers each with the model's output after it.",
            "",
            "A line is a JSON object, a JSON array, or CSV with or without a header; the first line tells which. The"
                    + " answer has the same form, and a header is answered by a header. The state starts at zero and is"
                    + " kept from line to line; after as many lines as the model's window has rows the output is what"
                    + " 'gru4j predict' gives for that window. Blank lines are passed over.",
            "",
            "With --key each key has a state of its own, and its name stands in the answer. With --snapshot the keys"
                    + " go on where they were the last time.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j stream model.keras < events.jsonl",
            "  tail -f sensor.csv | gru4j stream model.keras",
            "  gru4j stream model.keras events.jsonl --key sensor --snapshot sensors.snapshot"
        })
final class StreamCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "EVENTS",
            description = "A file of events. Default: standard input.")
    private @Nullable Path eventsPath;

    @Option(
            names = "--key",
            paramLabel = "COL",
            description =
                    "The field or column that tells whose event it is; its number, from 1, where CSV has no header.")
    private @Nullable String key;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            description = "Read the keys' states from this file if it is there, and write them to it every so often and"
                    + " at the end, also after Ctrl-C.")
    private @Nullable Path snapshot;

    @Option(
            names = "--snapshot-every",
            paramLabel = "N",
            description = "Events between two snapshots. Default: ${DEFAULT-VALUE}.")
    private long snapshotEvery = 100_000;

    @Option(
            names = "--on-model-change",
            paramLabel = "WHAT",
            description = "If the snapshot was written with another model: refuse, keep the states if only the weights"
                    + " differ, or reset them. Default: refuse.")
    private ModelChange onModelChange = ModelChange.REFUSE;

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "At a line that is no event, or that the model refuses: stop, or report and skip it. Default:"
                    + " stop.")
    private OnError onError = OnError.STOP;

    @Option(
            names = "--features",
            paramLabel = "A,B,...",
            hideParamSyntax = true,
            split = ",",
            description =
                    "The fields or columns that the model reads. Default: those that 'gru4j train' noted in the file,"
                            + " else all, in their order.")
    private @Nullable List<String> features;

    /** What becomes of a bad line. */
    private enum OnError {
        STOP,
        SKIP
    }

    StreamCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (key == null && snapshot != null) {
            throw new UserError("--snapshot keeps the states of keys. Name the field or column of the key with --key.");
        }
        if (snapshotEvery < 1) {
            throw new UserError("--snapshot-every must be 1 or more, but is " + snapshotEvery + ".");
        }
        ModelFile file = ModelFile.load(modelPath);
        StreamingModel model;
        try {
            model = StreamingModel.of(file.model());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new UserError(modelPath + ": cannot be streamed: " + e.getMessage(), e);
        }
        List<String> names = names(file, model.inputSize());
        try (BufferedReader in = open()) {
            if (key == null) {
                StreamingState state = model.newState();
                run(in, model, names, (ofKey, event, prediction, answer) -> {
                    model.step(state, event, prediction);
                    answer.run();
                    return true;
                });
            } else {
                try (KeyedRun keys = new KeyedRun(model, snapshot, snapshotEvery, onModelChange, console.err())) {
                    run(in, model, names, keys::step);
                }
            }
        }
        return ExitCodes.OK;
    }

    private BufferedReader open() throws IOException {
        if (eventsPath == null) {
            return new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        }
        if (!Files.isRegularFile(eventsPath)) {
            throw new UserError(eventsPath + ": there is no such file.");
        }
        // Not Files.newBufferedReader, which refuses a file for one byte that is no UTF-8.
        return new BufferedReader(new InputStreamReader(Files.newInputStream(eventsPath), StandardCharsets.UTF_8));
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

    /** Takes an event; false if no more are taken. */
    private interface Taker {
        boolean step(String ofKey, float[] event, float[] prediction, Runnable answer);
    }

    private void run(BufferedReader in, StreamingModel model, List<String> names, Taker taker) throws IOException {
        PrintStream out = console.out();
        float[] event = new float[model.inputSize()];
        float[] prediction = new float[model.outputSize()];
        LineFormat format = null;
        long number = 0;
        long skipped = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (text.isBlank()) {
                continue;
            }
            if (format == null) {
                format = format(text, names, event.length, number);
                String header = format.headerAnswer(prediction.length);
                if (header != null) {
                    answer(out, header);
                    continue;
                }
            }
            LineFormat form = format;
            try {
                form.read(text, event);
                if (!taker.step(form.key(), event, prediction, () -> answer(out, form.write(prediction)))) {
                    return;
                }
            } catch (LineFormat.BadLine | IllegalArgumentException e) {
                UserError error = badLine(number, String.valueOf(e.getMessage()), e);
                if (onError == OnError.STOP) {
                    throw error;
                }
                skipped++;
                console.err().println("gru4j: " + error.getMessage() + " It is skipped.");
            }
            if (out.checkError()) {
                return; // nobody reads any more
            }
        }
        if (skipped > 0) {
            console.err().println("gru4j: " + TrainReport.count(skipped, "line") + " skipped of " + number + ".");
        }
    }

    private LineFormat format(String first, List<String> names, int width, long number) {
        try {
            return LineFormats.of(first, names, width, key);
        } catch (LineFormat.BadLine e) {
            throw badLine(number, String.valueOf(e.getMessage()), e);
        }
    }

    private UserError badLine(long number, String why, Exception e) {
        String source = eventsPath == null ? "standard input" : eventsPath.toString();
        return new UserError(source + ": line " + number + ": " + why.replaceFirst("\\.$", "") + ".", e);
    }

    private static void answer(PrintStream out, String line) {
        out.print(line + "\n");
        out.flush();
    }
}
