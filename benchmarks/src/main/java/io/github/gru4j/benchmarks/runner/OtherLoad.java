package io.github.gru4j.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How much of the machine everybody else took during a run; Linux counts it. */
final class OtherLoad {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path PROCESS = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100;

    private final long start = System.nanoTime();
    private final double before = seconds();

    /** Cores that were busy with other work since this object was made, on average; in words. */
    @Override
    public String toString() {
        if (!Files.isReadable(MACHINE)) {
            return "unknown";
        }
        double cores = (seconds() - before) / ((System.nanoTime() - start) / 1e9);
        return String.format(Locale.ROOT, "%.2f cores", Math.max(0, cores));
    }

    /** Processor time of the machine (what a host took from it included) without that of this process and its forks. */
    private static double seconds() {
        if (!Files.isReadable(MACHINE)) {
            return 0;
        }
        try {
            String[] machine = Files.readAllLines(MACHINE).get(0).trim().split("\\s+", -1);
            // user, nice, system, (idle, waiting,) interrupts, steal
            double all = sum(machine, 1, 2, 3, 6, 7, 8);
            String process = Files.readString(PROCESS);
            // after the name, which may hold anything; of the process, then of its children
            String[] own = process.substring(process.lastIndexOf(')') + 2).split(" ", -1);
            return (all - sum(own, 11, 12, 13, 14)) / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    private static double sum(String[] numbers, int... indices) {
        return Arrays.stream(indices).mapToLong(i -> Long.parseLong(numbers[i])).sum();
    }
}
