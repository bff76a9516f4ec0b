package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.TrainingSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
            "       gru4j train TEXT --task text [OPTIONS]",
            "       gru4j train --demo [OPTIONS]"
        },
        descriptionHeading = "%n",
        description = {
            "Trains a GRU model that forecasts columns of a table, tells its sequences apart, or continues a text, and"
                    + " saves it as a Keras file.",
            "",
            "Forecasts: the rows are split by time: first the training part, then the validation part, which says when to stop,"
                    + " then the test part, on which the model is compared with two baselines: the last value, and the"
                    + " value a season ago. Features and targets are standardised inside the model, so the file needs"
                    + " nothing beside it and forecasts in the targets' own units.",
            "",
            "Classes: the rows with one id are a sequence, of any length, with one label. Sequences are drawn for training,"
                    + " validation and test at random within each class; the test compares with naming the most frequent"
                    + " class.",
            "",
            "Texts: the model learns to foretell each character from those before it. The end of the text is the test"
                    + " part, before it lies the validation part. 'gru4j generate' lets the model write.",
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
            "  gru4j train novel.txt --task text --units 256 --dropout 0.1 --out novel.keras",
            "  gru4j train shops.csv --target sold --query \"select day, sold from data where shop = 7\""
        })
final class TrainCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "A CSV (also with semicolons or tabs, also .gz), Parquet or JSON file; with --task text, a text"
                            + " in UTF-8.")
    private @Nullable Path data;

    @Option(
            names = "--task",
            paramLabel = "forecast|classify|text",
            defaultValue = "forecast",
            description = "What to learn: columns some rows ahead (forecast, the default), the label of each sequence"
                    + " (classify), or the next character of a text (text).")
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
            description = "The file to write; pictures get its name with -learning-curve.png, and -forecast.png or"
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
        Task what = Task.of(task);
        what.check(spec.commandLine().getParseResult());
        checkInput(what);
        TrainingSettings settings = training.settings(what, model.architecture(what));
        Interruptible interruptible = new Interruptible(console, spec, resume);
        Function<Map<String, Object>, String> configuration = chosen -> {
            Map<String, Object> all = new HashMap<>(chosen);
            all.putAll(usual(what, settings));
            return TrainConfig.effective(spec, what, all);
        };
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
            case TEXT ->
                new TextRun(
                                console,
                                Objects.requireNonNull(data),
                                settings,
                                forecast.window(what),
                                model.embedding(),
                                configuration,
                                interruptible)
                        .run(out);
        };
    }

    /** What stands in for the options that have another default for each task. */
    private Map<String, Object> usual(Task what, TrainingSettings settings) {
        Map<String, Object> usual = new HashMap<>();
        usual.put("--units", settings.architecture().units());
        usual.put("--validation-split", settings.validationSplit());
        usual.put("--test-split", settings.testSplit());
        if (what.takes("--window")) {
            usual.put("--window", forecast.window(what));
        }
        return usual;
    }

    private void checkInput(Task what) {
        if (forecast.demo() && (data != null || dataOptions.query() != null)) {
            throw new UserError("--demo makes its own data: name either DATA or --demo.");
        }
        if (!forecast.demo() && data == null && dataOptions.query() == null) {
            throw new UserError(
                    what == Task.TEXT
                            ? "DATA is missing: name a text file."
                            : "DATA is missing: name a CSV, Parquet or JSON file, or try --demo.");
        }
    }
}
