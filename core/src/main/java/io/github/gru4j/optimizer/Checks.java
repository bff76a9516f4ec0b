package io.github.gru4j.optimizer;

/** The rules that arguments of several optimizers and schedules share. */
final class Checks {

    private Checks() {}

    /** A share is in the range [0, 1]. */
    static double share(String type, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be in the range [0, 1]. Received: " + name + "=" + value + ".");
        }
        return value;
    }

    /** A rate or strength is finite, 0 or more. */
    static double notNegative(String type, String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be a number of 0 or more. Received: " + name + "=" + value + ".");
        }
        return value;
    }

    /** A length of time or a bound is finite and above 0. */
    static double positive(String type, String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be a positive number. Received: " + name + "=" + value + ".");
        }
        return value;
    }

    /** Any number but infinities and NaN. */
    static double finite(String type, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    type + ": " + name + " must be a finite number. Received: " + name + "=" + value + ".");
        }
        return value;
    }
}
