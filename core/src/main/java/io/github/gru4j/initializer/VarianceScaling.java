package io.github.gru4j.initializer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws with mean 0 and variance {@code scale / n}, where n is the number of inputs of the weight, of its
 * outputs, or their mean. Every Glorot, He and LeCun initializer is a case of it.
 *
 * <p>A matrix (in, out) has these fans; a vector its length for both; a convolution kernel (…, in, out) both times the
 * sizes before them. Source: {@code keras.initializers.VarianceScaling}. Immutable and thread-safe.
 *
 * @param scale above 0, default 1
 * @param mode what n counts: {@code "fan_in"} (default), {@code "fan_out"} or {@code "fan_avg"}
 * @param distribution {@code "truncated_normal"} (default; {@code "normal"} is another name for it),
 *     {@code "untruncated_normal"} or {@code "uniform"}; case does not matter
 * @param seed own seed, or null
 */
public record VarianceScaling(
        double scale,
        String mode,
        String distribution,
        @Nullable Long seed) implements Initializer {

    /** Standard deviation of a standard normal distribution cut at ±2; Keras has the same digits. */
    private static final double TRUNCATED_STDDEV = 0.87962566103423978;

    /** Checks the arguments and brings the distribution to its usual name. */
    public VarianceScaling {
        if (!(scale > 0)) {
            throw new IllegalArgumentException(
                    "VarianceScaling: scale must be positive. Received: scale=" + scale + ".");
        }
        if (!mode.equals("fan_in") && !mode.equals("fan_out") && !mode.equals("fan_avg")) {
            throw new IllegalArgumentException(
                    "VarianceScaling: mode must be 'fan_in', 'fan_out' or 'fan_avg'. Received: mode='" + mode + "'.");
        }
        String lower = distribution.toLowerCase(Locale.ROOT);
        if (!lower.equals("normal")
                && !lower.equals("truncated_normal")
                && !lower.equals("untruncated_normal")
                && !lower.equals("uniform")) {
            throw new IllegalArgumentException(
                    "VarianceScaling: distribution must be 'truncated_normal', 'untruncated_normal' or 'uniform'."
                            + " Received: distribution='" + distribution + "'.");
        }
        distribution = lower.equals("normal") ? "truncated_normal" : lower;
    }

    /** Scale 1, {@code "fan_in"}, {@code "truncated_normal"}. */
    public static VarianceScaling of() {
        return of(1, "fan_in", "truncated_normal");
    }

    /** Without a seed of its own. */
    public static VarianceScaling of(double scale, String mode, String distribution) {
        return new VarianceScaling(scale, mode, distribution, null);
    }

    /** This initializer with a seed of its own. */
    public VarianceScaling withSeed(long newSeed) {
        return new VarianceScaling(scale, mode, distribution, newSeed);
    }

    @Override
    public Tensor initialize(Shape shape, DType dtype, Generator generator) {
        Generator source = Draws.generator(seed, generator);
        double variance = scale / Math.max(1, count(Fans.of(shape)));
        if (distribution.equals("uniform")) {
            double limit = Math.sqrt(3 * variance);
            return Draws.fill(shape, dtype, source, g -> g.nextUniform(-limit, limit));
        }
        if (distribution.equals("untruncated_normal")) {
            double stddev = Math.sqrt(variance);
            return Draws.fill(shape, dtype, source, g -> stddev * g.nextGaussian());
        }
        double stddev = Math.sqrt(variance) / TRUNCATED_STDDEV;
        return Draws.fill(shape, dtype, source, g -> stddev * g.nextTruncatedGaussian());
    }

    private double count(Fans fans) {
        if (mode.equals("fan_in")) {
            return fans.in();
        }
        return mode.equals("fan_out") ? fans.out() : (fans.in() + fans.out()) / 2;
    }
}
