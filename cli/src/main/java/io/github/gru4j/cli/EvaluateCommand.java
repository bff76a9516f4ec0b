package io.github.gru4j.cli;

import io.github.gru4j.cli.classify.ClassifierModel;
import io.github.gru4j.cli.classify.ClassifierNotes;
import io.github.gru4j.cli.classify.ConfusionMatrix;
import io.github.gru4j.cli.classify.StratifiedSplit;
import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.SequenceReader;
import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.forecast.TestedForecasts;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.text.Corpus;
import io.github.gru4j.cli.text.TextNotes;
import io.github.gru4j.cli.text.TextScores;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j evaluate}: the scores that {@code train} prints, for a saved model on any table. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j evaluate MODEL DATA [OPTIONS]",
        sortOptions = false,
        descriptionHeading = "%n",
        description = {
            "Says how good a model of 'gru4j train' is on a table, beside the baselines that 'train' compares with.",
            "",
            "The file knows its columns, its window and its season, or its classes. All rows that have a window before them"
                    + " are forecast, or all sequences told apart, or all characters foretold; with --test-split only those that 'train' with the same"
                    + " share, and for classes the same --seed, kept for its test.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j evaluate model.keras next-year.csv",
            "  gru4j evaluate model.keras weather.csv --test-split 0.2"
        })
final class EvaluateCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A file that 'gru4j train' wrote.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "A CSV (also with semicolons or tabs, also .gz), Parquet or JSON file, or a text.")
    private @Nullable Path data;

    @Mixin
    private final DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--test-split",
            paramLabel = "SHARE",
            description =
                    "Only the last share of the rows or characters, or a share of the sequences of each class. Default: all.")
    private @Nullable Double testSplit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --test-split of sequences: the seed of 'train'. Default: ${DEFAULT-VALUE}.")
    private long seed;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (data == null && dataOptions.query() == null) {
            throw new UserError("DATA is missing: name a CSV, Parquet or JSON file, or a text.");
        }
        if (testSplit != null && !(testSplit > 0 && testSplit < 1)) {
            throw new UserError("--test-split must be a share above 0 and below 1, but is " + testSplit + ".");
        }
        ModelFile model = ModelFile.load(modelPath);
        if (model.notes().isPresent()) {
            forecasts(model, model.notes().get());
        } else if (model.classifier().isPresent()) {
            classes(model, model.classifier().get());
        } else if (model.text().isPresent()) {
            text(model, model.text().get());
        } else {
            throw new UserError(modelPath
                    + ": does not say what it forecasts, tells apart or continues, only files of 'gru4j train'"
                    + " do. Use predict, or verify with expected outputs.");
        }
        return ExitCodes.OK;
    }

    private void forecasts(ModelFile model, ModelNotes notes) {
        Frame frame;
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            frame = reader.read(named(table, notes.features()), notes.targets());
            new TrainReport(console.out()).data(frame, table.rows(), reader.orderNote());
        }
        int from = testSplit == null ? 0 : frame.rows() - (int) Math.max(1, Math.round(frame.rows() * testSplit));
        TestedForecasts test = TestedForecasts.ofFile(model, notes, frame, from);
        console.out().println();
        new ForecastReport(console.out()).test(test, "Evaluation");
    }

    private void classes(ModelFile model, ClassifierNotes notes) {
        Sequences sequences;
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            sequences = new SequenceReader(table, reader, notes.sequence(), notes.label())
                    .read(named(table, notes.features()));
            new ClassifyReport(console.out()).data(sequences, table.rows(), reader.orderNote());
        }
        int[] labels = notes.numbers(sequences);
        int[] which = testSplit == null
                ? IntStream.range(0, sequences.size()).toArray()
                : StratifiedSplit.of(sequences.source(), notes.classes(), labels, 0, testSplit, seed)
                        .test();
        ConfusionMatrix matrix = ConfusionMatrix.of(
                notes.classes(),
                Arrays.stream(which).map(i -> labels[i]).toArray(),
                ClassifierModel.classes(model.model(), sequences, which));
        console.out().println();
        new ClassifyReport(console.out()).test(matrix, notes.classes().indexOf(notes.frequent()), "Evaluation");
    }

    private void text(ModelFile model, TextNotes notes) {
        if (data == null) {
            throw new UserError("DATA is missing: name a text file.");
        }
        Corpus corpus = Corpus.read(data, notes.characters());
        new TextReport(console.out()).data(corpus);
        int length = corpus.length();
        int from = testSplit == null ? 0 : length - (int) Math.max(2, Math.round(length * testSplit));
        if (length < 2 || from < 0) {
            throw new UserError(corpus.source() + ": has 1 character, and one must come before the one to foretell.");
        }
        console.out().println();
        new TextReport(console.out()).test(TextScores.of(model.model(), notes, corpus, from, length), "Evaluation");
    }

    /** The model's features, or columns of other names in their place. */
    private List<String> named(DataTable table, List<String> noted) {
        List<String> features = dataOptions.features(table);
        if (!features.isEmpty() && features.size() != noted.size()) {
            throw new UserError("--features names " + TrainReport.count(features.size(), "column")
                    + ", but the model reads " + noted.size() + ".");
        }
        return features.isEmpty() ? noted : features;
    }
}
