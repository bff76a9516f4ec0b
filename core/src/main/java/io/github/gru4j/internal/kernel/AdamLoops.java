package io.github.gru4j.internal.kernel;

/**
 * {@link KernelSet#adam} in plain loops, a part of the arrays at a time: the same numbers in every set. Short loops, of
 * which a compiler makes vectors; before JDK 21 it does not, as the types differ, and each element waits for the one before
 * it.
 */
public final class AdamLoops {

    private AdamLoops() {}

    /** Both moments of the elements {@code from} to {@code to}. */
    public static void moments(
            int from, int to, float[] gradient, double towardsM, float[] m, double towardsV, float[] v) {
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            m[i] = (float) (m[i] + (g - m[i]) * towardsM);
            v[i] = (float) (v[i] + (g * g - v[i]) * towardsV);
        }
    }

    /** As for float32. */
    public static void moments(
            int from, int to, double[] gradient, double towardsM, double[] m, double towardsV, double[] v) {
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            m[i] = m[i] + (g - m[i]) * towardsM;
            v[i] = v[i] + (g * g - v[i]) * towardsV;
        }
    }

    /** The largest second moments so far. */
    public static void raise(int from, int to, float[] v, float[] largest) {
        for (int i = from; i < to; i++) {
            largest[i] = Math.max(largest[i], v[i]);
        }
    }

    /** As for float32. */
    public static void raise(int from, int to, double[] v, double[] largest) {
        for (int i = from; i < to; i++) {
            largest[i] = Math.max(largest[i], v[i]);
        }
    }

    /** The weights. */
    public static void move(int from, int to, float[] m, float[] squares, double rate, double epsilon, float[] value) {
        for (int i = from; i < to; i++) {
            value[i] = (float) (value[i] - m[i] * rate / (Math.sqrt(squares[i]) + epsilon));
        }
    }

    /** As for float32. */
    public static void move(
            int from, int to, double[] m, double[] squares, double rate, double epsilon, double[] value) {
        for (int i = from; i < to; i++) {
            value[i] = value[i] - m[i] * rate / (Math.sqrt(squares[i]) + epsilon);
        }
    }
}
