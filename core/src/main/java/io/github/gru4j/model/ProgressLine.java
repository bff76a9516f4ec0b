package io.github.gru4j.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/** The line that shows an epoch: how many steps, how long, and the values; in the words of Keras's {@code Progbar}. */
final class ProgressLine {

    private static final int BAR = 20; // characters
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String WHITE = "\u001b[37m";
    private static final String PLAIN = "\u001b[0m";

    private final long start;
    private double elapsed; // seconds
    private double afterFirst = -1; // seconds until the end of the first step; below 0 before
    private double perStep; // seconds

    /**
     * A line with colours.
     *
     * @param text what to print
     * @param width how many columns that takes
     */
    record Drawn(String text, int width) {}

    ProgressLine(long startNanos) {
        start = startNanos;
    }

    /** Says that a step ended, counted from 1, or the epoch. */
    void step(int step, long nanos) {
        elapsed = (nanos - start) / 1e9;
        perStep = step == 0 ? 0 : afterFirst >= 0 && step > 1 ? (elapsed - afterFirst) / (step - 1) : elapsed / step;
        if (step == 1) {
            afterFirst = elapsed;
        }
    }

    /** Seconds from the beginning to the last step. */
    double elapsed() {
        return elapsed;
    }

    /**
     * The line with its bar.
     *
     * @param steps of how many; 0 if not known
     * @param ended whether the epoch has ended, so that the time is what it took and not what it will take
     */
    Drawn drawn(int step, int steps, Map<String, Double> values, boolean ended) {
        String rest = " " + perStep() + values(values);
        if (steps == 0) {
            String count = String.format(Locale.ROOT, "%7d/Unknown", step);
            String time = rounded(elapsed) + "s";
            return new Drawn(count + " " + BOLD + time + PLAIN + rest, (count + " " + time + rest).length());
        }
        String count = String.format(Locale.ROOT, "%" + Integer.toString(steps).length() + "d/%d", step, steps);
        int done = (int) ((double) BAR * step / steps);
        String time = ended ? rounded(elapsed) + "s" : left(perStep * (steps - step));
        String bar = (done > 0 ? GREEN + "━".repeat(done) + PLAIN : "") + WHITE + "━".repeat(BAR - done) + PLAIN;
        return new Drawn(
                BOLD + count + PLAIN + " " + bar + " " + BOLD + time + PLAIN + rest,
                (count + " " + " " + time + rest).length() + BAR);
    }

    /** The line without one. */
    String plain(int steps, Map<String, Double> values) {
        return steps + "/" + steps + " - " + rounded(elapsed) + "s - " + perStep() + values(values);
    }

    private String perStep() {
        if (perStep >= 1 || perStep == 0) {
            return rounded(perStep) + "s/step";
        }
        return perStep >= 1e-3 ? rounded(perStep * 1e3) + "ms/step" : rounded(perStep * 1e6) + "us/step";
    }

    private static String left(double seconds) {
        long whole = (long) seconds;
        if (seconds > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
        }
        return seconds > 60 ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60) : whole + "s";
    }

    private static String rounded(double value) {
        return Long.toString((long) Math.rint(value));
    }

    private static String values(Map<String, Double> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(" - ").append(name).append(": ").append(shown(value)));
        return text.toString();
    }

    private static String shown(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        return Math.abs(value) > 1e-3
                ? new BigDecimal(value).setScale(4, RoundingMode.HALF_EVEN).toPlainString()
                : String.format(Locale.ROOT, "%.4e", value);
    }
}
