package io.github.gru4j.cli.data;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * When the rows of a {@link Frame} were: time stamps, or plain numbers that only order them. Never decreasing.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class TimeAxis {

    /** Microseconds in a day. */
    public static final double DAY = 86_400_000_000.0;

    private static final double REGULAR = 0.95;

    private final String label;
    private final boolean stamps;
    private final double[]
            values; // (rows) microseconds since 1970 for stamps (exact to the year 2255), else the numbers
    private final double step;
    private final boolean regular;

    TimeAxis(String label, boolean stamps, double[] values) {
        this.label = label;
        this.stamps = stamps;
        this.values = values;
        double[] steps = new double[Math.max(0, values.length - 1)];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = values[i + 1] - values[i];
        }
        Arrays.sort(steps);
        step = steps.length == 0 ? 0 : steps[steps.length / 2];
        double median = step;
        long alike = Arrays.stream(steps).filter(s -> s == median).count();
        regular = step > 0 && alike >= REGULAR * steps.length;
    }

    /** The name of the column, or of the columns together. */
    public String label() {
        return label;
    }

    /** Whether the values are time stamps, not plain numbers. */
    public boolean stamps() {
        return stamps;
    }

    /** The number of rows. */
    public int size() {
        return values.length;
    }

    /** The median distance of neighbouring rows: microseconds for time stamps. */
    public double step() {
        return step;
    }

    /** Whether nearly all neighbouring rows are one step apart, so that the next row's time can be told. */
    public boolean regular() {
        return regular;
    }

    /** How many rows have the time of the row before. */
    public int ties() {
        int ties = 0;
        for (int i = 1; i < values.length; i++) {
            ties += values[i] == values[i - 1] ? 1 : 0;
        }
        return ties;
    }

    /**
     * The time of a row; of a row after the last one where time is regular.
     *
     * @param row from 0
     * @return microseconds since 1970 for time stamps, else the number; NaN for a row that has no time
     */
    public double value(int row) {
        if (row < values.length) {
            return values[row];
        }
        return regular ? values[values.length - 1] + (row - values.length + 1) * step : Double.NaN;
    }

    /** Microseconds since 1970 as local date and time. */
    public static LocalDateTime moment(double micros) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    /** Whether every time stamp is midnight: whole days. */
    public boolean wholeDays() {
        return stamps && Arrays.stream(values).allMatch(v -> v % DAY == 0);
    }

    /** The time of a row as ISO 8601 text or as a number; empty for a row that has no time. */
    public String text(int row) {
        double value = value(row);
        if (Double.isNaN(value)) {
            return "";
        }
        if (stamps) {
            LocalDateTime moment = moment(value);
            return wholeDays()
                    ? moment.toLocalDate().toString()
                    : moment.toString().replace('T', ' ');
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
