package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.TrainingSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gru4j train}: a table in, a Keras file, a comparison with baselines and pictures out. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {
            "gru4j train DATA --target COL [OPTIONS]",
            "       gru4j train DATA --task classify --sequence-id COL --label COL [OPTIONS]",
            "       gru4j train --demo [OPTIONS]"
        },
        descriptionHeading = "%n",
        description = {
            "Trains a GRU model that forecasts columns of a table, or tells its sequences apart, and saves it as a Keras"
                    + " file.",
            "",
            "Forecasts: the rows are split by time: first the training part, then the validation part, which says when to stop,"
                    + " then the test part, on which the model is compared with two baselines: the last value, and the"
                    + " value a season ago. Features and targets are standardised inside the model, so the file needs"
                    + " nothing beside it and forecasts in the targets' own units.",
            "",
            "Classes: the rows with one id are a sequence, of any length, with one label. Sequences are drawn for training,"
                    + " validation and test at random within each class; the test compares with naming the most frequent"
                    + " class.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j train --demo",
            "  gru4j train weather.csv --target temperature --window 48",
            "  gru4j train load.parquet --target kWh --features kWh,temp --time ts --horizon 1..24 --units 64,32",
            "  gru4j train air.csv --target NO2,O3 --missing forward-fill --bidirectional --dropout 0.2 --out air.keras",
            "  gru4j train air.csv --target NO2,O3 --missing forward-fill --bidirectional --dropout 0.2 --out air.keras"
                    + " --resume",
            "  gru4j train gestures.csv --task classify --sequence-id take --time ms --label gesture",
            "  gru4j train shops.csv --target sold --query \"select day, sold from data where shop = 7\""
        })
final class TrainCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description = "A CSV (also with semicolons or tabs, also .gz), Parquet or JSON file.")
    private @Nullable Path data;

    @Option(
            names = "--task",
            paramLabel = "forecast|classify",
            defaultValue = "forecast",
            description =
                    "What to learn: columns some rows ahead (forecast, the default), or the label of each sequence"
                            + " (classify).")
    private String task = "forecast";

    @Mixin
    private final ForecastOptions forecast = new ForecastOptions();

    @Mixin
    private final ClassifyOptions classify = new ClassifyOptions();

    @Mixin
    private final DataOptions dataOptions = new DataOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.keras",
            description = "The file to write; two pictures get its name with -learning-curve.png, and -forecast.png or"
                    + " -confusion-matrix.png, and a page with everything -report.html."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("model.keras");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON file with options under their names, such as {\"data\": \"weather.csv\", \"target\":"
                    + " \"temperature\", \"units\": [64, 32]}; what the command line says goes first. Every run writes"
                    + " its own beside the model, with the ending -train.json.")
    private @Nullable Path config;

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
        if (config != null) {
            return Gru4j.run(console, TrainConfig.merged(config, spec));
        }
        if (forecast.demo() && (data != null || dataOptions.query() != null)) {
            throw new UserError("--demo makes its own data: name either DATA or --demo.");
        }
        if (!forecast.demo() && data == null && dataOptions.query() == null) {
            throw new UserError("DATA is missing: name a CSV, Parquet or JSON file, or try --demo.");
        }
        Task what = Task.of(task);
        what.check(spec.commandLine().getParseResult());
        TrainingSettings settings = training.settings(model.architecture());
        Interruptible interruptible = new Interruptible(console, spec, resume);
        Function<Map<String, Object>, String> configuration = chosen -> TrainConfig.effective(spec, what, chosen);
        return switch (what) {
            case FORECAST ->
                new ForecastRun(
                                console,
                                data,
                                dataOptions,
                                forecast,
                                forecast.settings(settings),
                                configuration,
                                interruptible)
                        .run(out);
            case CLASSIFY ->
                new ClassifyRun(console, data, dataOptions, classify, settings, configuration, interruptible).run(out);
        };
    }
}
