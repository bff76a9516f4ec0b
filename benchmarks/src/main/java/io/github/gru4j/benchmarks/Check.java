package io.github.gru4j.benchmarks;

/** A peer that computes something else is not timed. */
final class Check {

    /** Peers round differently and sum in different orders; outputs lie in (-1, 1). */
    private static final double TOLERANCE = 2e-5;

    private Check() {}

    /**
     * Compares outputs.
     *
     * @throws IllegalStateException if they differ by more than rounding
     */
    static void same(Competitor peer, float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE)) {
                throw new IllegalStateException(
                        "Check: " + peer + " must give what the naive loops give. Received: element " + i + "="
                                + actual[i] + ", expected=" + expected[i] + ".");
            }
        }
    }
}
