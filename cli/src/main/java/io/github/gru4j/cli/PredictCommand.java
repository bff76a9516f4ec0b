package io.github.gru4j.cli;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.PredictionWriter;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.forecast.Forecaster;
import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.forecast.ModelNotes;
import io.github.gru4j.cli.forecast.NotARowOfNumbers;
import io.github.gru4j.cli.forecast.Predictions;
import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.series.Windows;
import io.github.gru4j.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j predict}: slides a model's window over a table and writes a forecast for every row it can. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j predict MODEL DATA [OPTIONS]",
        sortOptions = false,
        descriptionHeading = "%n",
        description = {
            "Runs a model over a table and writes its predictions.",
            "",
            "A model that 'gru4j train' wrote knows its columns. Any other Keras model of shape (window, features) reads"
                    + " the numeric columns in the order of the file, or those of --features.",
            "The last rows written are forecasts beyond the end of the table.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j predict model.keras weather.csv",
            "  gru4j predict model.keras weather.csv --out predictions.parquet"
        })
final class PredictCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A Keras file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "A CSV (also with semicolons or tabs, also .gz), Parquet or JSON file.")
    private @Nullable Path data;

    @Mixin
    private final DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--window",
            paramLabel = "ROWS",
            description = "How many rows the model sees, if its file leaves that open.")
    private @Nullable Integer window;

    @Option(
            names = "--horizon",
            paramLabel = "ROWS",
            description =
                    "How many rows after the window the prediction is for. Default: what 'gru4j train' noted in the"
                            + " file, else 1.")
    private @Nullable Integer horizon;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "predictions.csv",
            description = "The file to write, .csv or .parquet. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("predictions.csv");

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (data == null && dataOptions.query() == null) {
            throw new UserError("DATA is missing: name a CSV, Parquet or JSON file.");
        }
        if (horizon != null && horizon < 1) {
            throw new UserError("--horizon must be at least 1, but is " + horizon + ".");
        }
        PredictionWriter.checkExtension(out);
        try (OutputFile output = OutputFile.claim(out)) {
            ModelFile.checkReadable(modelPath);
            output.keeping(modelPath);
            if (data != null && Files.exists(data)) {
                output.keeping(data);
            }
            ModelFile model = ModelFile.load(modelPath);
            if (model.classifier().isPresent()) {
                throw new UserError(
                        modelPath + ": tells whole sequences apart and forecasts nothing. See how well with:"
                                + " gru4j evaluate " + modelPath + " DATA");
            }
            if (model.text().isPresent()) {
                throw new UserError(modelPath
                        + ": continues texts and reads no tables. Let it write with: gru4j generate " + modelPath);
            }
            Shape shape = model.windowShape();
            int rowsOfWindow = windowRows(shape);
            Horizons horizons = horizons(model);
            Frame frame = read(model, shape.dim(2));
            if (frame.rows() < rowsOfWindow) {
                throw new UserError(frame.source() + ": has " + TrainReport.count(frame.rows(), "row")
                        + ", but the model's window takes " + rowsOfWindow + ".");
            }
            write(model, frame, rowsOfWindow, horizons, output);
            return ExitCodes.OK;
        }
    }

    private Horizons horizons(ModelFile model) {
        Horizons noted = model.notes().map(ModelNotes::horizons).orElse(Horizons.of(1));
        if (horizon != null && noted.count() > 1) {
            throw new UserError("--horizon is " + horizon + ", but " + modelPath + " forecasts " + noted.words() + ".");
        }
        return horizon != null ? Horizons.of(horizon) : noted;
    }

    private int windowRows(Shape shape) {
        int rows = shape.dim(1);
        if (rows == Shape.UNKNOWN) {
            if (window == null) {
                throw new UserError(modelPath + ": its input has shape " + shape
                        + ", any number of rows. Say how many with --window.");
            }
            rows = window;
        }
        if (rows < 1) {
            throw new UserError("--window must be at least 1, but is " + rows + ".");
        }
        if (window != null && window != rows) {
            throw new UserError(
                    "--window is " + window + ", but " + modelPath + " takes windows of " + rows + " rows.");
        }
        return rows;
    }

    private Frame read(ModelFile model, int width) {
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            List<String> features = dataOptions.features(table);
            List<String> noted = model.notes().map(ModelNotes::targets).orElse(List.of());
            String origin = "--features names ";
            if (features.isEmpty() && model.notes().isPresent()) {
                features = model.notes().get().features();
                origin = "the model's notes name ";
            } else if (features.isEmpty()) {
                features = reader.defaultFeatures(List.of());
                origin = "the table has ";
            }
            if (features.size() != width) {
                String columns = features.size() == 1 ? " numeric column" : " numeric columns";
                throw new UserError(
                        table.source() + ": the model reads " + TrainReport.count(width, "feature") + ", but "
                                + origin + features.size() + columns + " ("
                                + String.join(", ", features)
                                + "). Choose the model's columns, in its order, with --features.");
            }
            return reader.readFeatures(
                    features, noted.stream().filter(table::hasNumbers).toList());
        }
    }

    private void write(ModelFile model, Frame frame, int rowsOfWindow, Horizons horizons, OutputFile output) {
        int first = rowsOfWindow + horizons.first() - 1;
        int[] windows = IntStream.range(first, frame.rows() + horizons.first()).toArray();
        Predictions predictions =
                new Predictions(horizons, windows[0], outputs(model, frame, rowsOfWindow, horizons, windows));
        List<String> targets = model.notes().map(ModelNotes::targets).orElse(List.of());
        int width = predictions.outputs()[0].length;
        if (!targets.isEmpty() && targets.size() * horizons.count() != width) {
            throw new UserError(modelPath + ": gives " + TrainReport.count(width, "output") + ", but its notes name "
                    + targets.size() * horizons.count() + ".");
        }
        int rows = windows.length + horizons.span() - 1;
        try (PredictionWriter writer = new PredictionWriter(frame, predictions.names(targets))) {
            for (int row = first; row < first + rows; row++) {
                writer.add(row, predictions.of(row));
            }
            writer.write(output);
        }
        console.out()
                .println("Wrote " + output.target() + ": " + TrainReport.count(rows, "prediction") + ", "
                        + horizons.last() + " of them beyond the last row");
        for (Target target : frame.targets()) {
            scores(target, predictions, Math.max(0, targets.indexOf(target.name())));
        }
    }

    private float[][] outputs(ModelFile model, Frame frame, int rowsOfWindow, Horizons horizons, int[] windows) {
        try {
            return new Forecaster(model.model(), new Windows(frame, rowsOfWindow, horizons)).outputs(windows);
        } catch (NotARowOfNumbers e) {
            throw new UserError(
                    modelPath + ": gives outputs of shape " + e.shape().with(0, Shape.UNKNOWN)
                            + ", expected one row of numbers for each window.",
                    e);
        }
    }

    private void scores(Target target, Predictions predictions, int which) {
        int[] known = IntStream.range(0, target.values().length)
                .filter(row -> target.given()[row])
                .toArray();
        Scores scores = predictions.scores(which, target.values(), known);
        if (scores == null) {
            return;
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "On the %s where '%s' is known: MAE %s, RMSE %s%n",
                        TrainReport.count(predictions.covered(known), "row"),
                        target.name(),
                        TrainReport.number(scores.mae()),
                        TrainReport.number(scores.rmse()));
    }
}
