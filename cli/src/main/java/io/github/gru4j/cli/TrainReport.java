package io.github.gru4j.cli;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.TimeAxis;
import io.github.gru4j.cli.forecast.ForecastTraining;
import io.github.gru4j.cli.forecast.TrainedForecaster;
import io.github.gru4j.cli.forecast.TrainingSettings;
import io.github.gru4j.cli.report.TextTable;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.layer.Backend;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code train} tells the user: the data, the plan, and how well the model does. */
final class TrainReport {

    private static final int SHOWN_FEATURES = 8;

    private final PrintStream out;

    TrainReport(PrintStream out) {
        this.out = out;
    }

    /** What was read. */
    void data(Frame frame, long rows, String order) {
        out.println("Data      " + frame.source() + ": " + count(rows, "row"));
        TimeAxis time = frame.time();
        out.println("Order     " + order
                + (time == null || frame.rows() == 0
                        ? ""
                        : ": " + time.text(0) + " to " + time.text(frame.rows() - 1)));
        frame.notes().forEach(note -> out.println("Note      " + note));
    }

    /** What will be trained. */
    void plan(ForecastTraining training) {
        Frame frame = training.frame();
        TrainingSettings settings = training.settings();
        training.notes().forEach(note -> out.println("Note      " + note));
        out.println("Task      '" + frame.target() + "' " + count(settings.horizon(), "row") + " ahead, from "
                + count(settings.window(), "row") + " of " + names(frame.features()));
        int[] sizes = training.sizes();
        out.println("Windows   " + sizes[0] + " for training, " + sizes[1] + " for validation, " + sizes[2]
                + " for the test");
        out.println("Model     GRU "
                + settings.units().stream().map(String::valueOf).collect(Collectors.joining(", GRU "))
                + ", Dense 1, on "
                + Backend.name() + " kernels");
        out.println();
        out.flush();
    }

    private static String names(List<String> names) {
        String shown = names.stream()
                .limit(SHOWN_FEATURES)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return names.size() > SHOWN_FEATURES ? shown + " and " + (names.size() - SHOWN_FEATURES) + " more" : shown;
    }

    /** How well it does. */
    void result(TrainedForecaster trained) {
        out.println();
        out.printf(
                Locale.ROOT,
                "Kept the weights of epoch %d of %d; training took %.1f s.%n%n",
                trained.bestEpoch(),
                trained.loss().size(),
                trained.took().toMillis() / 1000.0);
        if (trained.bestEpoch() == trained.mostEpochs()) {
            out.println("The last epoch was the best: with a larger --epochs the model may get better.");
            out.println();
        }
        Frame frame = trained.frame();
        int[] rows = trained.testRows();
        TimeAxis time = frame.time();
        out.println("Test part: " + count(rows.length, "forecast")
                + (time == null ? "" : ", " + time.text(rows[0]) + " to " + time.text(rows[rows.length - 1]))
                + ", errors in the unit of '" + frame.target() + "'");
        out.println();
        TextTable table = new TextTable("Forecast", "MAE", "RMSE");
        row(table, "model", trained.scores());
        row(table, "last value", trained.lastValue());
        Season season = trained.season();
        if (season != null && trained.seasonal() != null) {
            row(
                    table,
                    "value " + season.words()
                            + (season.words().endsWith("rows ago") ? "" : " (" + season.period() + " rows)"),
                    trained.seasonal());
        }
        out.print(table);
        out.println();
        out.println(verdict(trained));
        out.println();
        out.flush();
    }

    private static void row(TextTable table, String name, Scores scores) {
        table.row(name, number(scores.mae()), number(scores.rmse()));
    }

    private static String verdict(TrainedForecaster trained) {
        double best = trained.lastValue().mae();
        String name = "last value";
        if (trained.seasonal() != null && trained.seasonal().mae() < best) {
            best = trained.seasonal().mae();
            name = "seasonal value";
        }
        double share = 100 * (1 - trained.scores().mae() / best);
        if (share > 0) {
            return String.format(
                    Locale.ROOT, "The model's MAE is %.0f %% below that of the better baseline, the %s.", share, name);
        }
        return "The model does not beat the " + name
                + " on this series: prefer that, or try another --window, --features" + " or --horizon.";
    }

    /** Four significant digits, without an exponent where that reads well. */
    static String number(double value) {
        if (value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7)) {
            int digits = value == 0 ? 3 : Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        return String.format(Locale.ROOT, "%.3e", value);
    }

    static String count(long n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }
}
