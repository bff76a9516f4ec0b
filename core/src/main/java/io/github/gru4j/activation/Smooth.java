package io.github.gru4j.activation;

/** The two functions that several activations are built from, safe against overflow. */
final class Smooth {

    private Smooth() {}

    /** {@code 1 / (1 + e^-x)}. */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code log(1 + e^x)}. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
