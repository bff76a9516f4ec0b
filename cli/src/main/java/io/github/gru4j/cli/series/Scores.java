package io.github.gru4j.cli.series;

import java.util.List;

/**
 * How far forecasts were from the truth, in the target's unit.
 *
 * @param mae the mean absolute error
 * @param rmse the root of the mean squared error
 */
public record Scores(double mae, double rmse) {

    /**
     * Scores forecasts of one number each.
     *
     * @param values the series
     * @param rows the rows that were forecast; at least one
     * @param forecasts one for each of them
     */
    public static Scores of(double[] values, int[] rows, double[] forecasts) {
        double absolute = 0;
        double squared = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = forecasts[i] - values[rows[i]];
            absolute += Math.abs(error);
            squared += error * error;
        }
        return new Scores(absolute / rows.length, Math.sqrt(squared / rows.length));
    }

    /**
     * The scores of several groups of as many forecasts each, taken together.
     *
     * @param groups at least one
     */
    public static Scores together(List<Scores> groups) {
        double absolute = 0;
        double squared = 0;
        for (Scores scores : groups) {
            absolute += scores.mae;
            squared += scores.rmse * scores.rmse;
        }
        return new Scores(absolute / groups.size(), Math.sqrt(squared / groups.size()));
    }

    /**
     * Scores the forecast that repeats what the series was some rows before.
     *
     * @param values the series
     * @param rows the rows to forecast, each at least {@code lag}
     * @param lag how many rows before
     */
    public static Scores ofRepeating(double[] values, int[] rows, int lag) {
        double[] forecasts = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            forecasts[i] = values[rows[i] - lag];
        }
        return of(values, rows, forecasts);
    }
}
