package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.MachineBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one core can do, measured in the same run as the peers.
 *
 * @param flopsPerMicro multiplications and additions
 * @param levels of the memory, the fastest first
 */
record Machine(double flopsPerMicro, List<Level> levels) {

    /** Measures it. */
    static Machine measure(Fork fork, Caches caches) throws Refused, IOException {
        Timing fma = new Timing();
        fork.run(new Entrant("fma", MachineBenchmark.class, "fma", Map.of(), true, 1), fma);
        List<Level> levels = new ArrayList<>();
        // Half of a cache or less: the rest holds what else there is.
        levels.add(level(fork, "L1", caches.first(), caches.first() / 2));
        levels.add(level(fork, "L2", caches.second(), caches.second() / 2));
        levels.add(level(fork, "L3", caches.third(), caches.third() / 8));
        levels.add(level(fork, "RAM", Long.MAX_VALUE / 1024, 256 * 1024));
        return new Machine(MachineBenchmark.fmaFlops() / fma.min(), levels);
    }

    private static Level level(Fork fork, String name, long kibibytes, int measured) throws Refused, IOException {
        Timing timing = new Timing();
        Map<String, String> size = Map.of("kibibytes", Integer.toString(measured));
        fork.run(new Entrant(name, MachineBenchmark.class, "read", size, true, 1), timing);
        return new Level(name, kibibytes, measured, MachineBenchmark.readBytes(measured) / timing.min());
    }

    /** The fastest level that holds so much. */
    Level holding(long bytes) {
        return levels.stream()
                .filter(level -> bytes <= level.kibibytes() * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** How much of the peak, or of the speed of reading the weights, a work reaches; in words. */
    String share(Bound bound, double micros) {
        if (bound.weightBytes() > 0) {
            Level level = holding(bound.weightBytes());
            double share = bound.bytesRead() / micros / level.bytesPerMicro();
            return String.format(Locale.ROOT, "%.0f %% of %s", 100 * share, level.name());
        }
        return String.format(Locale.ROOT, "%.0f %% of peak", 100 * bound.flops() / micros / flopsPerMicro);
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "fused multiply-add %.0f GFLOP/s", flopsPerMicro / 1000));
        for (Level level : levels) {
            text.append(String.format(
                    Locale.ROOT,
                    ", read %s (%d KiB) %.0f GB/s",
                    level.name(),
                    level.measuredKibibytes(),
                    level.bytesPerMicro() / 1000));
        }
        return text.toString();
    }
}
