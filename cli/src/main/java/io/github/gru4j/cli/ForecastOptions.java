package io.github.gru4j.cli;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.forecast.ForecastSettings;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what {@code train} is to forecast. Filled by picocli. */
final class ForecastOptions {

    /** The distance at which this series is usually forecast. */
    private static final String DEMO_HORIZON = "6";

    @Option(
            names = "--target",
            paramLabel = "A,B,...",
            description = "The column to forecast, or several; the option may also be repeated.")
    private List<String> targets = List.of();

    @Option(
            names = "--window",
            paramLabel = "ROWS",
            description =
                    "How many rows the model sees; with --task text, after how many characters it learns. Default:"
                            + " 48; 100 characters.")
    private @Nullable Integer window;

    @Option(
            names = "--horizon",
            paramLabel = "ROWS",
            description = "How many rows after the window the forecast is for; or several, as 1..24 or 1,6,24. Default:"
                    + " 1; with --demo: 6.")
    private @Nullable String horizon;

    @Option(
            names = "--season",
            paramLabel = "ROWS",
            description =
                    "The period of the seasonal baseline; 0 for none. Default: from the time column: a day, a week"
                            + " or a year.")
    private @Nullable Integer season;

    @Option(names = "--demo", description = "Train on a generated series, Mackey-Glass with tau = 17, instead of DATA.")
    private boolean demo;

    boolean demo() {
        return demo;
    }

    /** Whether the user named a target. */
    boolean namesTarget() {
        return !targets.isEmpty();
    }

    /**
     * The targets in a table.
     *
     * @throws UserError if there are none, or the table has no such columns
     */
    List<String> targets(DataTable table) {
        List<String> names = new ArrayList<>();
        for (String list : targets) {
            for (String name : table.namesIn(list)) {
                if (names.contains(name)) {
                    throw new UserError(table.source() + ": column '" + name + "' is named twice by --target.");
                }
                names.add(name);
            }
        }
        return names;
    }

    /** How many rows or characters make a window. */
    int window(Task task) {
        int given = window == null ? task.window() : window;
        TrainingOptions.atLeastOne("--window", given);
        return given;
    }

    /**
     * What the user asked for.
     *
     * @throws UserError if a value makes no sense
     */
    ForecastSettings settings(TrainingSettings training) {
        if (season != null && season < 0) {
            throw new UserError("--season must be 0 or more rows, but is " + season + ".");
        }
        return new ForecastSettings(window(Task.FORECAST), horizons(), season, training);
    }

    private Horizons horizons() {
        try {
            return Horizons.parse(horizon != null ? horizon : demo ? DEMO_HORIZON : "1");
        } catch (IllegalArgumentException e) {
            throw new UserError("--horizon " + e.getMessage() + ".", e);
        }
    }
}
