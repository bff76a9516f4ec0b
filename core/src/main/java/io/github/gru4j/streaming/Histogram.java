package io.github.gru4j.streaming;

import java.util.Arrays;
import java.util.Locale;

/**
 * Counts of whole numbers from 0 to 2^62, from which percentiles are told with a relative error of less than 1/128: buckets
 * are as wide as 1/128 of a power of two, numbers below 256 have one each. Takes at most 60 KB. Immutable; made by a
 * {@link Recorder}.
 *
 * <p>The idea is that of HdrHistogram (Tene, 2012).
 */
public final class Histogram {

    private static final int BITS = 7;
    private static final int EXACT = 2 << BITS; // numbers below have buckets of their own

    private final long[] counts;
    private final long count;
    private final long max;
    private final double sum;

    private Histogram(long[] counts, long count, long max, double sum) {
        this.counts = counts;
        this.count = count;
        this.max = max;
        this.sum = sum;
    }

    /** How many numbers were counted. */
    public long count() {
        return count;
    }

    /** The largest number, exactly; 0 if there is none. */
    public long max() {
        return max;
    }

    /** The average, exactly; NaN if there is no number. */
    public double mean() {
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * The number that {@code percent} of the numbers do not exceed, or up to 1/128 more; 0 if there is no number.
     *
     * @param percent from 0 to 100, such as 99.9
     */
    public long percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "Histogram: percent must be from 0 to 100. Received: percent=" + percent + ".");
        }
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(max, highest(bucket));
            }
        }
        return max;
    }

    /** {@code "p50 210, p99 800, p99.9 1200, max 5000 of 100000"}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %d, p99 %d, p99.9 %d, max %d of %d",
                percentile(50),
                percentile(99),
                percentile(99.9),
                max,
                count);
    }

    private static int bucket(long value) {
        if (value < EXACT) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - BITS;
        return (shift << BITS) + (int) (value >>> shift);
    }

    /** The largest number of a bucket. */
    private static long highest(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        return (((long) (bucket & (1 << BITS) - 1 | 1 << BITS) + 1) << shift) - 1;
    }

    /** Counts numbers. Not thread-safe. */
    public static final class Recorder {

        private long[] counts = new long[EXACT];
        private long count;
        private long max;
        private double sum;

        /** A recorder that has counted nothing. */
        public Recorder() {}

        /** Counts a number; one below 0 as 0, one above 2^62 as 2^62. */
        public void record(long value) {
            long number = Math.max(0, Math.min(1L << 62, value));
            int bucket = bucket(number);
            if (bucket >= counts.length) {
                counts = Arrays.copyOf(counts, (bucket >> BITS) + 1 << BITS);
            }
            counts[bucket]++;
            count++;
            max = Math.max(max, number);
            sum += number;
        }

        /** What was counted so far. */
        public Histogram histogram() {
            return new Histogram(counts.clone(), count, max, sum);
        }
    }
}
