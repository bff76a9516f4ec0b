package io.github.gru4j.cli;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.data.TimeAxis;
import io.github.gru4j.cli.forecast.ForecastSettings;
import io.github.gru4j.cli.forecast.ForecastTraining;
import io.github.gru4j.cli.forecast.TestedForecasts;
import io.github.gru4j.cli.forecast.TestedForecasts.OutputScores;
import io.github.gru4j.cli.report.TextTable;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.layer.Backend;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the user is told about forecasts: the plan, and how good they are. */
final class ForecastReport {

    private final PrintStream out;

    ForecastReport(PrintStream out) {
        this.out = out;
    }

    /** What will be trained. */
    void plan(ForecastTraining training) {
        Frame frame = training.frame();
        ForecastSettings settings = training.settings();
        List<String> targets = frame.targets().stream().map(Target::name).toList();
        training.notes().forEach(note -> out.println("Note      " + note));
        out.println("Task      " + TrainReport.names(targets) + " "
                + settings.horizons().words() + ", from " + TrainReport.count(settings.window(), "row") + " of "
                + TrainReport.names(frame.features()));
        int[] sizes = training.sizes();
        out.println("Windows   " + sizes[0] + " for training, " + sizes[1] + " for validation, " + sizes[2]
                + " for the test");
        out.println("Model     " + settings.training().architecture().words() + ", Dense "
                + targets.size() * settings.horizons().count() + ", on " + Backend.name() + " kernels");
        out.println();
        out.flush();
    }

    /** How training went. */
    void course(TrainingCourse course) {
        new TrainReport(out).course(course);
    }

    /**
     * How good the forecasts are.
     *
     * @param part which rows they are for, as the first words of a sentence
     */
    void test(TestedForecasts test, String part) {
        int[] rows = test.rows();
        TimeAxis time = test.frame().time();
        int last = rows[rows.length - 1] + test.horizons().span() - 1;
        String when = time == null ? "" : ", " + time.text(rows[0]) + " to " + time.text(last);
        for (int target = 0; target < test.targets().size(); target++) {
            String name = test.targets().get(target).name();
            String ahead = test.horizons().count() == 1
                    ? ""
                    : " of " + TrainReport.count(test.horizons().count(), "row");
            out.println(part + ": " + TrainReport.count(rows.length, "forecast") + ahead + when
                    + ", errors in the unit of '" + name + "'");
            out.println();
            overall(test, test.overall(target));
            byHorizon(test, target);
            out.println(verdict(name, test, test.overall(target)));
            out.println();
        }
        out.flush();
    }

    private void overall(TestedForecasts test, OutputScores scores) {
        TextTable table = new TextTable("Forecast", "MAE", "RMSE");
        row(table, "model", scores.model());
        row(table, "last value", scores.lastValue());
        Season season = test.season();
        if (season != null && scores.seasonal() != null) {
            row(
                    table,
                    "value " + season.words()
                            + (season.words().endsWith("rows ago") ? "" : " (" + season.period() + " rows)"),
                    scores.seasonal());
        }
        out.print(table);
        out.println();
    }

    private static void row(TextTable table, String name, Scores scores) {
        table.row(name, TrainReport.number(scores.mae()), TrainReport.number(scores.rmse()));
    }

    private void byHorizon(TestedForecasts test, int target) {
        Horizons horizons = test.horizons();
        if (horizons.count() == 1) {
            return;
        }
        List<String> headings = new ArrayList<>(List.of("Rows ahead", "MAE", "RMSE", "MAE of last value"));
        if (test.season() != null) {
            headings.add("MAE of the season");
        }
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (int i = 0; i < horizons.count(); i++) {
            OutputScores scores = test.ofTarget(target).get(i);
            List<String> cells = new ArrayList<>(List.of(
                    horizons.ahead().get(i).toString(),
                    TrainReport.number(scores.model().mae()),
                    TrainReport.number(scores.model().rmse()),
                    TrainReport.number(scores.lastValue().mae())));
            if (scores.seasonal() != null) {
                cells.add(TrainReport.number(scores.seasonal().mae()));
            }
            table.row(cells.toArray(String[]::new));
        }
        out.print(table);
        out.println();
    }

    private static String verdict(String target, TestedForecasts test, OutputScores scores) {
        String name = scores.baseline().equals(scores.lastValue()) ? "last value" : "seasonal value";
        double share = 100 * (1 - scores.model().mae() / scores.baseline().mae());
        String whose = test.targets().size() == 1 ? "The model's MAE" : "The model's MAE on '" + target + "'";
        if (share > 0) {
            return String.format(
                    Locale.ROOT, "%s is %.0f %% below that of the better baseline, the %s.", whose, share, name);
        }
        String series = test.targets().size() == 1 ? "this series" : "'" + target + "'";
        return "The model does not beat the " + name + " on " + series
                + ": prefer that, or try another --window, --features or --horizon.";
    }
}
