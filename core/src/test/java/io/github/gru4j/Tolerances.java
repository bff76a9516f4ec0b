package io.github.gru4j;

/** Every tolerance of the tests of core, each with its reason. */
public final class Tolerances {

    /**
     * Against numbers that Keras computed in float32, relative above 1 and absolute below. It is the rule stated with
     * the golden data: some 80 float32 roundings of a number near 1.
     */
    public static final double GOLDEN = 1e-5;

    /** The step of central differences in double: it balances their two errors for functions of moderate curvature. */
    public static final double DIFFERENCE_STEP = 1e-5;

    /**
     * Central differences against an exact derivative: the truncation error {@code step² f‴ / 6}, taken relative to the
     * derivative above 1 and absolute below, which covers third derivatives up to 60 times as large; and the rounding
     * error, some four units in the last place of the function divided by the step.
     *
     * @param derivative the exact one
     * @param magnitude of the numbers whose difference is taken: the largest, or the sum of the terms of a sum
     */
    public static double difference(double derivative, double magnitude) {
        double step = DIFFERENCE_STEP;
        return 10 * step * step * Math.max(1, Math.abs(derivative)) + 4 * 0x1p-53 * magnitude / step;
    }

    /** A float32 gradient against the same in double: four float32 roundings. */
    public static final double FLOAT32_ROUNDING = 4 * 0x1p-24;

    /** Relative error of erfc: Cody's 1e-16, an exponential (1 ulp) and six further roundings of half an ulp. */
    public static final double ERFC = 8 * 0x1p-53;

    /**
     * Largest element of |QᵀQ − I| in float32. Each element of Q is rounded by at most 2^-24 of itself, and rows have
     * length 1, so a scalar product is off by less than 2 · 2^-24 and the rest of 1e-6 is slack.
     */
    public static final double ORTHOGONAL_FLOAT32 = 1e-6;

    /** The same in double: Householder QR loses a small multiple of √rows · 2^-53. */
    public static final double ORTHOGONAL_FLOAT64 = 1e-13;

    /**
     * How many standard errors a statistic of random draws may be off. Seeds are fixed, so this bounds luck once, when
     * a seed is chosen: a normal number is beyond 5 with probability 6e-7.
     */
    public static final double STANDARD_ERRORS = 5;

    /** Mean and deviation of float32 numbers up to 5, the deviation from a difference of double sums. */
    public static final double STATISTIC_ROUNDING = 1e-6;

    private Tolerances() {}
}
