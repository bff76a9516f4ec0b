package io.github.gru4j.cli.series;

import io.github.gru4j.cli.data.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A period after which a series tends to repeat itself.
 *
 * @param period in rows, at least 1
 * @param words what the period is: "a day ago"
 */
public record Season(int period, String words) {

    private static final double YEAR = 365.25 * TimeAxis.DAY;

    /** A period that the user gave. */
    public static Season given(int period) {
        return new Season(period, period == 1 ? "1 row ago" : period + " rows ago");
    }

    /**
     * The period that the time stamps suggest: a day where rows are less than a day apart, a year where they are a week
     * or more apart, and for days a week or a year, whichever forecasts the training part better.
     *
     * @param time the time stamps, or null
     * @param values the target
     * @param trainEnd the end of the training part; a period must fit in it twice
     * @param horizon rows ahead to forecast
     */
    public static Optional<Season> suggested(@Nullable TimeAxis time, double[] values, int trainEnd, int horizon) {
        if (time == null || !time.stamps() || time.step() <= 0) {
            return Optional.empty();
        }
        Season best = null;
        double bestError = Double.POSITIVE_INFINITY;
        for (Season season : candidates(time)) {
            int back = season.lag(horizon);
            if (season.period < 2 || 2L * season.period > trainEnd || back >= trainEnd) {
                continue;
            }
            double error = 0;
            for (int row = back; row < trainEnd; row++) {
                error += Math.abs(values[row] - values[row - back]);
            }
            error /= trainEnd - back;
            if (error < bestError) {
                best = season;
                bestError = error;
            }
        }
        return Optional.ofNullable(best);
    }

    private static List<Season> candidates(TimeAxis time) {
        double step = time.step();
        List<Season> candidates = new ArrayList<>();
        if (step < 0.75 * TimeAxis.DAY) {
            candidates.add(new Season((int) Math.round(TimeAxis.DAY / step), "a day ago"));
            return candidates;
        }
        // Trading days skip week-ends: the mean distance says how many rows make a week or a year.
        double mean = (time.value(time.size() - 1) - time.value(0)) / (time.size() - 1);
        if (step < 3 * TimeAxis.DAY) {
            candidates.add(new Season((int) Math.round(7 * TimeAxis.DAY / mean), "a week ago"));
        }
        if (step < 200 * TimeAxis.DAY) {
            candidates.add(new Season((int) Math.round(YEAR / mean), "a year ago"));
        }
        return candidates;
    }

    /** How many rows before a target the newest value lies that is a whole number of periods old and already known. */
    public int lag(int horizon) {
        return Math.multiplyExact(period, (horizon + period - 1) / period);
    }
}
