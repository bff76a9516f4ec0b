package io.github.gru4j.cli;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.forecast.ForecastTraining;
import io.github.gru4j.cli.forecast.TrainedForecaster;
import io.github.gru4j.cli.forecast.TrainingSettings;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.EpochProgress;
import io.github.gru4j.cli.series.MackeyGlass;
import io.github.gru4j.keras.BackupAndRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gru4j train}: a table in, a Keras file, a comparison with baselines and two pictures out. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {"gru4j train DATA --target COL [OPTIONS]", "       gru4j train --demo [OPTIONS]"},
        descriptionHeading = "%n",
        description = {
            "Trains a GRU model that forecasts a column of a table, and saves it as a Keras file.",
            "",
            "The rows are split by time: first the training part, then the validation part, which says when to stop,"
                    + " then the test part, on which the model is compared with two baselines: the last value, and the"
                    + " value a season ago. Features and target are standardised inside the model, so the file needs"
                    + " nothing beside it and forecasts in the target's own unit.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j train --demo",
            "  gru4j train weather.csv --target temperature --window 48",
            "  gru4j train load.parquet --target kWh --features kWh,temp --time ts --horizon 24 --units 64,32",
            "  gru4j train air.csv --target NO2 --missing forward-fill --out air.keras",
            "  gru4j train air.csv --target NO2 --missing forward-fill --out air.keras --resume",
            "  gru4j train shops.csv --target sold --query \"select day, sold from data where shop = 7\""
        })
final class TrainCommand implements Callable<Integer> {

    /** Long enough to see the attractor, short enough to train in seconds. */
    private static final int DEMO_ROWS = 2000;

    /** The distance at which this series is usually forecast. */
    private static final int DEMO_HORIZON = 6;

    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description = "A CSV (also with semicolons or tabs, also .gz), Parquet or JSON file.")
    private @Nullable Path data;

    @Option(names = "--target", paramLabel = "COL", description = "The column to forecast.")
    private @Nullable String target;

    @Mixin
    private final DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--window",
            paramLabel = "ROWS",
            defaultValue = "48",
            description = "How many rows the model sees. Default: ${DEFAULT-VALUE}.")
    private int window = 48;

    @Option(
            names = "--horizon",
            paramLabel = "ROWS",
            description = "How many rows after the window the forecast is for. Default: 1; with --demo: 6.")
    private @Nullable Integer horizon;

    @Option(
            names = "--units",
            paramLabel = "N[,N...]",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "32",
            description = "The units of each GRU layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> units = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "The most passes over the training part. Training stops earlier when the validation loss has not"
                            + " improved for an eighth of them, at least 8. Default: 60, more for short series, at most 300.")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Windows per step of the optimizer. Default: ${DEFAULT-VALUE}.")
    private int batchSize = 32;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "The step size of Adam. Default: ${DEFAULT-VALUE}.")
    private double learningRate = 1e-3;

    @Option(
            names = "--validation-split",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "The share of all rows, before the test part, that says when to stop; 0 for none. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double validationSplit = 0.2;

    @Option(
            names = "--test-split",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "The share of all rows, the last ones, that the model is tested on. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double testSplit = 0.2;

    @Option(
            names = "--season",
            paramLabel = "ROWS",
            description =
                    "The period of the seasonal baseline; 0 for none. Default: from the time column: a day, a week"
                            + " or a year.")
    private @Nullable Integer season;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides everything random; the same seed gives the same model. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--demo", description = "Train on a generated series, Mackey-Glass with tau = 17, instead of DATA.")
    private boolean demo;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.keras",
            description = "The file to write; two pictures get its name with -learning-curve.png and -forecast.png."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("model.keras");

    @Option(
            names = "--resume",
            description =
                    "Go on with the training that was interrupted, by Ctrl-C or otherwise. Repeat its options: the"
                            + " model is the one that the training would have made. It is kept beside the model, with the ending"
                            + " .training.")
    private boolean resume;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        try (TrainOutputs outputs = TrainOutputs.claim(out)) {
            if (data != null && Files.exists(data)) {
                outputs.keep(data);
            }
            Frame frame = demo ? MackeyGlass.frame(DEMO_ROWS) : read();
            if (demo) {
                console.out()
                        .println("Data      Mackey-Glass series, tau = 17: " + DEMO_ROWS + " rows of the column 'x'");
            }
            TrainingSettings settings = new TrainingSettings(
                    window,
                    horizon(),
                    units,
                    epochs,
                    batchSize,
                    learningRate,
                    validationSplit,
                    testSplit,
                    season,
                    seed);
            TrainReport report = new TrainReport(console.out());
            ForecastTraining training = ForecastTraining.prepare(frame, settings);
            report.plan(training);
            SavedTraining saved = saved(outputs, training, settings);
            BackupAndRestore backup = saved.backup(resume);
            StopSignal signal = new StopSignal(backup::interrupt);
            try {
                return train(training, backup, saved, outputs);
            } finally {
                signal.close();
            }
        }
    }

    private SavedTraining saved(TrainOutputs outputs, ForecastTraining training, TrainingSettings settings) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("--target", String.valueOf(training.frame().target()));
        notes.put("--features", String.join(",", training.frame().features()));
        notes.putAll(settings.options());
        notes.put("data", Long.toHexString(training.fingerprint()));
        return new SavedTraining(outputs.unfinished(), notes);
    }

    private int train(ForecastTraining training, BackupAndRestore backup, SavedTraining saved, TrainOutputs outputs)
            throws IOException {
        Optional<TrainedForecaster> trained;
        try (EpochProgress progress = new EpochProgress(console.err(), console.interactive(), training.epochs())) {
            trained = training.run(backup, progress);
        }
        if (trained.isEmpty()) {
            console.err()
                    .println(saved.farewell(spec.commandLine().getParseResult().originalArgs()));
            return ExitCodes.INTERRUPTED;
        }
        new TrainReport(console.out()).result(trained.get());
        return outputs.write(trained.get(), console);
    }

    private int horizon() {
        if (horizon != null) {
            return horizon;
        }
        return demo ? DEMO_HORIZON : 1;
    }

    private Frame read() {
        if (target == null) {
            throw new UserError("--target is missing: it names the column to forecast.");
        }
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            List<String> features = dataOptions.features(table);
            if (!table.has(target)) {
                table.namesIn(target); // says which columns there are
            }
            if (features.isEmpty()) {
                features = reader.defaultFeatures(target);
            }
            Frame frame = reader.read(features, target);
            new TrainReport(console.out()).data(frame, table.rows(), reader.orderNote());
            return frame;
        }
    }

    private void checkOptions() {
        if (demo && (data != null || dataOptions.query() != null)) {
            throw new UserError("--demo makes its own data: name either DATA or --demo.");
        }
        if (!demo && data == null && dataOptions.query() == null) {
            throw new UserError("DATA is missing: name a CSV, Parquet or JSON file, or try --demo.");
        }
        atLeastOne("--window", window);
        atLeastOne("--horizon", horizon());
        units.forEach(n -> atLeastOne("--units", n));
        if (epochs != null) {
            atLeastOne("--epochs", epochs);
        }
        atLeastOne("--batch-size", batchSize);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new UserError("--learning-rate must be above 0, but is " + learningRate + ".");
        }
        if (!(validationSplit >= 0 && validationSplit < 1)) {
            throw new UserError(
                    "--validation-split must be a share from 0 to below 1, but is " + validationSplit + ".");
        }
        if (!(testSplit > 0 && testSplit < 1)) {
            throw new UserError("--test-split must be a share above 0 and below 1, but is " + testSplit + ".");
        }
        if (validationSplit + testSplit >= 1) {
            throw new UserError("--validation-split and --test-split must leave rows to train on, but add up to "
                    + (validationSplit + testSplit) + ".");
        }
        if (season != null && season < 0) {
            throw new UserError("--season must be 0 or more rows, but is " + season + ".");
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new UserError(option + " must be at least 1, but is " + value + ".");
        }
    }
}
