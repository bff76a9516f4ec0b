package io.github.gru4j.random;

import io.github.gru4j.tensor.Tensor;

/**
 * A seeded stream of pseudo-random numbers; the only source of randomness in the library. Its whole state is one
 * {@code long} ({@link #state}), so a stream can be saved and continued bit for bit.
 *
 * <p>The generator is SplitMix64. Not thread-safe: give each thread its own ({@link #split}).
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood, Fast splittable pseudorandom number
 *     generators, 2014</a>
 */
public sealed class Generator permits ToBeFilled {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** A stream determined by its seed. */
    public Generator(long seed) {
        this.state = seed;
    }

    /** The state; {@code new Generator(state())} continues the stream. */
    public long state() {
        return state;
    }

    /** An independent stream, drawn from this one. */
    public Generator split() {
        return new Generator(nextLong());
    }

    /** The next 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Scrambles a number so that neighbouring seeds give unrelated streams. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number in {@code [0, 1)}, uniform, with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** A number in {@code [low, high)}, uniform. */
    public double nextUniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /**
     * An integer in {@code [0, bound)}, uniform.
     *
     * @param bound the exclusive upper limit; positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("Generator: bound must be positive. Received: bound=" + bound + ".");
        }
        // Rejection keeps the result exactly uniform for bounds that do not divide 2^31.
        int bits = (int) (nextLong() >>> 33);
        int value = bits % bound;
        while (bits - value + (bound - 1) < 0) {
            bits = (int) (nextLong() >>> 33);
            value = bits % bound;
        }
        return value;
    }

    /** A standard normal number (Box–Muller). */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
        return radius * Math.cos(2 * Math.PI * nextDouble());
    }

    /** A standard normal number, redrawn until it lies within two standard deviations. */
    public double nextTruncatedGaussian() {
        double value = nextGaussian();
        while (Math.abs(value) > 2) {
            value = nextGaussian();
        }
        return value;
    }

    /** A float32 tensor of standard normal numbers. */
    public Tensor normal(int... dimensions) {
        Tensor tensor = Tensor.zeros(dimensions);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, nextGaussian());
        }
        return tensor;
    }

    /** A float32 tensor of uniform numbers from {@code low} to {@code high}. */
    public Tensor uniform(double low, double high, int... dimensions) {
        Tensor tensor = Tensor.zeros(dimensions);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, nextUniform(low, high));
        }
        return tensor;
    }

    /** A random permutation of {@code 0 … length - 1} (Fisher–Yates). */
    public int[] permutation(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
