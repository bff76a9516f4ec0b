package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.fail;

import io.github.gru4j.tensor.DType;

/** How far a kernel may be from exact arithmetic, and why. */
final class Tolerance {

    private Tolerance() {}

    /** Half the distance from 1 to the next number: the relative error of one rounding. */
    static double rounding(DType dtype) {
        return dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
    }

    /**
     * A sum of {@code terms} products is off by at most one rounding of every product and every partial sum.
     *
     * @param magnitude the sum of the absolute values of its terms
     */
    static double sum(DType dtype, int terms, double magnitude) {
        return (terms + 2) * rounding(dtype) * magnitude;
    }

    /**
     * Sigmoid and tanh, absolute: in float32 what the rational function of the scalar set needs (4e-7 from rounding its two
     * polynomials), with some room; in float64 two units of {@link Math#exp}.
     */
    static double activation(DType dtype) {
        return dtype == DType.FLOAT32 ? 5e-7 : 5e-16;
    }

    static void check(String what, double actual, double expected, double tolerance) {
        if (Double.isNaN(expected) ? !Double.isNaN(actual) : !(Math.abs(actual - expected) <= tolerance)) {
            fail("%s: got %s, expected %s within %s", what, actual, expected, tolerance);
        }
    }
}
