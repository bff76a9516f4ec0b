package io.github.gru4j.benchmarks.peer;

/** A peer that computes something else is not timed. */
public final class Check {

    /** Peers round differently and sum in different orders; outputs lie in (-1, 1). */
    private static final double OUTPUT_TOLERANCE = 2e-5;
    /** Of the largest gradient: each is a sum over thousands of products. */
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private static final String[] GRADIENTS = {"kernel", "recurrent kernel", "bias"};

    private Check() {}

    /**
     * Compares outputs, of which {@code actual} may hold more.
     *
     * @throws IllegalStateException if they differ by more than rounding
     */
    public static void outputs(String who, float[] expected, float[] actual) {
        compare(who, "output", expected, actual, OUTPUT_TOLERANCE);
    }

    /**
     * Compares the gradients of kernel, recurrent kernel and bias.
     *
     * @throws IllegalStateException if they differ by more than rounding
     */
    public static void gradients(String who, float[][] expected, float[][] actual) {
        for (int i = 0; i < GRADIENTS.length; i++) {
            double largest = 0;
            for (float value : expected[i]) {
                largest = Math.max(largest, Math.abs(value));
            }
            if (expected[i].length != actual[i].length) {
                throw new IllegalStateException("Check: " + who + " must give " + expected[i].length
                        + " gradients of the " + GRADIENTS[i] + ". Received: " + actual[i].length + ".");
            }
            compare(who, "gradient of the " + GRADIENTS[i], expected[i], actual[i], GRADIENT_TOLERANCE * largest);
        }
    }

    private static void compare(String who, String what, float[] expected, float[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= tolerance)) {
                throw new IllegalStateException("Check: " + who + " must give the same " + what + ". Received: element "
                        + i + "=" + actual[i] + ", expected=" + expected[i] + ".");
            }
        }
    }
}
