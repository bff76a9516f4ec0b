package io.github.gru4j.cli.conformance;

import java.util.Locale;

/**
 * How far a number may be from the expected one: {@code |a − b| <= relative · max(1, |b|) + absolute}.
 *
 * @param relative allowed per unit of the expected number, where that is above 1
 * @param absolute added to it
 */
record Tolerance(double relative, double absolute) {

    /** What the README of the golden data states for numbers computed in float32. */
    static final double FLOAT32 = 1e-5;

    /** A case with more rounding noise than this could not fail. */
    private static final double MAX_NOISE = 1e-3;

    /** No difference at all. */
    static final Tolerance EXACT = new Tolerance(0, 0);

    /** The rule for numbers in float32 without a record of their rounding noise. */
    static Tolerance float32() {
        return new Tolerance(FLOAT32, 0);
    }

    /** The rule for numbers in float32 with the recorded difference between the float32 and the float64 result. */
    static Tolerance float32(double float64MaxAbsDiff) {
        if (!(float64MaxAbsDiff >= 0 && float64MaxAbsDiff <= MAX_NOISE)) {
            throw new GoldenFormatException("has a 'float64_max_abs_diff' that is not between 0 and " + MAX_NOISE
                    + ", but " + float64MaxAbsDiff);
        }
        return new Tolerance(FLOAT32, 4 * float64MaxAbsDiff);
    }

    /** What is allowed around an expected number. */
    double allowed(double expected) {
        return relative * Math.max(1, Math.abs(expected)) + absolute;
    }

    /** A number in the few digits that a person reads. */
    static String shown(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
