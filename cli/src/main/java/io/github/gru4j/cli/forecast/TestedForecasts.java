package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.cli.series.Windows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of known rows, beside the truth and two baselines.
 *
 * @param frame the rows
 * @param horizons how far ahead the forecasts are
 * @param season the period of the seasonal baseline, or null
 * @param rows the row of the nearest target of each forecast
 * @param forecasts all horizons of the first target, then of the next, for each of them
 * @param outputs the scores of each output of the model, in its order
 */
public record TestedForecasts(
        Frame frame,
        Horizons horizons,
        @Nullable Season season,
        int[] rows,
        float[][] forecasts,
        List<OutputScores> outputs) {

    /**
     * The scores of one horizon of one target, or of several together.
     *
     * @param model of the model
     * @param lastValue of the forecast that nothing changes
     * @param seasonal of the forecast that the last season comes again, or null
     */
    public record OutputScores(
            Scores model, Scores lastValue, @Nullable Scores seasonal) {

        /** The better of the baselines. */
        public Scores baseline() {
            return seasonal != null && seasonal.mae() < lastValue.mae() ? seasonal : lastValue;
        }
    }

    /**
     * Scores forecasts.
     *
     * @param frame the rows
     * @param horizons how far ahead the forecasts are
     * @param season the period of the seasonal baseline, or null
     * @param rows the row of the nearest target of each forecast; a window and a season lie before it
     * @param forecasts all horizons of the first target, then of the next, for each of them
     */
    public static TestedForecasts of(
            Frame frame, Horizons horizons, @Nullable Season season, int[] rows, float[][] forecasts) {
        List<OutputScores> scores = new ArrayList<>();
        for (int target = 0; target < frame.targets().size(); target++) {
            double[] values = frame.targets().get(target).values();
            for (int i = 0; i < horizons.count(); i++) {
                int ahead = horizons.ahead().get(i);
                int[] targetRows = rows(rows, ahead - horizons.first());
                double[] given = column(forecasts, target * horizons.count() + i);
                scores.add(new OutputScores(
                        Scores.of(values, targetRows, given),
                        Scores.ofRepeating(values, targetRows, ahead),
                        season == null ? null : Scores.ofRepeating(values, targetRows, season.lag(ahead))));
            }
        }
        return new TestedForecasts(frame, horizons, season, rows, forecasts, List.copyOf(scores));
    }

    /**
     * Runs the model of a file over known rows and scores it.
     *
     * @param frame the rows, with the features and targets of the model
     * @param from the first row to forecast; later where a window or a season needs it
     * @throws UserError if there are too few rows
     */
    public static TestedForecasts ofFile(ModelFile model, ModelNotes notes, Frame frame, int from) {
        Horizons horizons = notes.horizons();
        int window = model.windowShape().dim(1);
        Windows windows = new Windows(frame, window, horizons);
        Season season = notes.season();
        int[] rows =
                windows.targetRows(Math.max(from, season == null ? 0 : rowsBefore(season, horizons)), frame.rows());
        if (rows.length == 0) {
            season = null; // a table shorter than a season
            rows = windows.targetRows(from, frame.rows());
        }
        if (rows.length == 0) {
            throw new UserError(frame.source() + ": has " + (frame.rows() == 1 ? "1 row" : frame.rows() + " rows")
                    + ", none of them with a window of " + window + " before it and its targets after it.");
        }
        return of(frame, horizons, season, rows, new Forecaster(model.model(), windows).outputs(rows));
    }

    /** How many rows before the nearest target the value of a season ago may lie. */
    private static int rowsBefore(Season season, Horizons horizons) {
        return horizons.ahead().stream()
                .mapToInt(ahead -> season.lag(ahead) - (ahead - horizons.first()))
                .max()
                .orElse(0);
    }

    /** The rows that one horizon is for. */
    public static int[] rows(int[] nearest, int further) {
        int[] rows = nearest.clone();
        for (int i = 0; i < rows.length; i++) {
            rows[i] += further;
        }
        return rows;
    }

    /** The forecasts of one output. */
    public static double[] column(float[][] forecasts, int output) {
        double[] column = new double[forecasts.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = forecasts[i][output];
        }
        return column;
    }

    /** The targets. */
    public List<Target> targets() {
        return frame.targets();
    }

    /** The scores of each horizon of a target. */
    public List<OutputScores> ofTarget(int target) {
        return outputs.subList(target * horizons.count(), (target + 1) * horizons.count());
    }

    /** The scores of a target over all horizons. */
    public OutputScores overall(int target) {
        List<OutputScores> all = ofTarget(target);
        List<Scores> seasonal = new ArrayList<>();
        for (OutputScores scores : all) {
            if (scores.seasonal() != null) {
                seasonal.add(scores.seasonal());
            }
        }
        return new OutputScores(
                Scores.together(all.stream().map(OutputScores::model).toList()),
                Scores.together(all.stream().map(OutputScores::lastValue).toList()),
                seasonal.isEmpty() ? null : Scores.together(seasonal));
    }
}
