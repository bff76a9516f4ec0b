package io.github.gru4j.cli;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.forecast.ForecastSettings;
import io.github.gru4j.cli.forecast.ForecastTraining;
import io.github.gru4j.cli.forecast.TestedForecasts;
import io.github.gru4j.cli.forecast.TrainedForecaster;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.HiddenPicture;
import io.github.gru4j.cli.report.HtmlReport;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.cli.series.MackeyGlass;
import io.github.gru4j.cli.series.Windows;
import io.github.gru4j.cli.training.HiddenStates;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code train --task forecast}: reads a table, trains, tests and writes.
 *
 * @param console where to talk to the user
 * @param data the table, or null
 * @param dataOptions how to read it
 * @param options what to forecast
 * @param settings how
 * @param configuration all options, as a file of {@code --config} has them, given what stood in for those without a default
 * @param interruptible runs the training
 */
record ForecastRun(
        Console console,
        @Nullable Path data,
        DataOptions dataOptions,
        ForecastOptions options,
        ForecastSettings settings,
        Function<Map<String, Object>, String> configuration,
        Interruptible interruptible) {

    /** Long enough to see the attractor, short enough to train in seconds. */
    private static final int DEMO_ROWS = 2000;

    /** Does all of it and gives the exit code. */
    int run(Path out) throws IOException {
        try (TrainOutputs outputs =
                TrainOutputs.claim(out, "-learning-curve.png", "-forecast.png", "-report.html", "-train.json")) {
            if (data != null && Files.exists(data)) {
                outputs.keep(data);
            }
            Frame frame = options.demo() ? demo() : read();
            ForecastReport report = new ForecastReport(console.out());
            ForecastTraining training = ForecastTraining.prepare(frame, settings);
            report.plan(training);
            Optional<TrainedForecaster> finished = interruptible.run(
                    outputs.unfinished(),
                    String.join(",", training.frame().features()),
                    training.fingerprint(),
                    training::run);
            if (finished.isEmpty()) {
                return ExitCodes.INTERRUPTED;
            }
            TrainedForecaster trained = finished.get();
            report.course(trained.course());
            report.test(trained.test(), "Test part");
            String asked = configuration.apply(Map.of(
                    "--epochs",
                    training.epochs(),
                    "--horizon",
                    settings.horizons().toString()));
            return outputs.write(
                    trained.model(),
                    trained.notes().toFile(),
                    List.of(
                            file -> Files.write(
                                    file,
                                    ForecastDrawings.learningCurve(trained).png()),
                            file -> Files.write(
                                    file,
                                    ForecastDrawings.forecast(trained.test(), 0).png()),
                            file -> page(training, trained, asked).write(file),
                            file -> Files.writeString(file, asked)),
                    console);
        }
    }

    private HtmlReport page(ForecastTraining training, TrainedForecaster trained, String configuration)
            throws IOException {
        TestedForecasts test = trained.test();
        String scores = TrainReport.printed(out -> {
            ForecastReport report = new ForecastReport(out);
            report.plan(training);
            report.course(trained.course());
            report.test(test, "Test part");
        });
        String targets = test.targets().stream().map(Target::name).collect(Collectors.joining(", "));
        HtmlReport page = new HtmlReport("Forecast of " + targets)
                .text(
                        "Data, plan and scores",
                        "Data      " + test.frame().source() + ": "
                                + TrainReport.count(test.frame().rows(), "row") + "\nSeed      "
                                + settings.training().seed() + "\n" + scores)
                .picture(
                        "Learning curve",
                        ForecastDrawings.learningCurve(trained).png());
        for (int target = 0; target < test.targets().size(); target++) {
            String of = test.targets().size() == 1
                    ? ""
                    : " of " + test.targets().get(target).name();
            page.picture(
                            "Forecast and truth" + of,
                            ForecastDrawings.forecast(test, target).png())
                    .picture(
                            "Residuals" + of,
                            ForecastDrawings.residuals(test, target).png());
            if (test.horizons().count() > 1) {
                page.picture(
                        "Error by horizon" + of,
                        ForecastDrawings.byHorizon(test, target).png());
            }
        }
        Tensor sample =
                new Windows(test.frame(), settings.window(), settings.horizons()).inputs(new int[] {test.rows()[0]});
        return page.picture(
                        "Hidden units",
                        new HiddenPicture(
                                        "The last GRU layer over the first window of the test part",
                                        List.of(),
                                        HiddenStates.of(trained.model(), sample))
                                .png())
                .text("Model", ModelSummary.of(trained.model(), sample.shape().with(0, Shape.UNKNOWN)))
                .text("Options", configuration);
    }

    private Frame demo() {
        console.out().println("Data      Mackey-Glass series, tau = 17: " + DEMO_ROWS + " rows of the column 'x'");
        return MackeyGlass.frame(DEMO_ROWS);
    }

    private Frame read() {
        if (!options.namesTarget()) {
            throw new UserError("--target is missing: it names the column to forecast.");
        }
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            List<String> features = dataOptions.features(table);
            List<String> targets = options.targets(table);
            if (features.isEmpty()) {
                features = reader.defaultFeatures(targets);
            }
            Frame frame = reader.read(features, targets);
            new TrainReport(console.out()).data(frame, table.rows(), reader.orderNote());
            return frame;
        }
    }
}
