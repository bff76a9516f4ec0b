package io.github.gru4j.benchmarks.natives;

import java.util.function.Consumer;

/** Chooses between two ways to do the same work by trying them in turn. */
final class Faster {

    private static final int MOST_TRIALS = 200;
    private static final int LEAST_TRIALS = 3;
    private static final long NANOS = 300_000_000;
    private static final long LEAST_NANOS_OF_TRIAL = 30_000;

    private Faster() {}

    /** The one whose fastest run was faster. */
    static <T> T of(T first, T second, Consumer<T> run) {
        long end = System.nanoTime() + NANOS;
        double best1 = Double.POSITIVE_INFINITY;
        double best2 = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MOST_TRIALS && (i < LEAST_TRIALS || System.nanoTime() < end); i++) {
            best1 = Math.min(best1, trial(first, run));
            best2 = Math.min(best2, trial(second, run));
        }
        return best1 <= best2 ? first : second;
    }

    private static <T> double trial(T way, Consumer<T> run) {
        long start = System.nanoTime();
        long end;
        int runs = 0;
        do {
            run.accept(way);
            runs++;
            end = System.nanoTime();
        } while (end - start < LEAST_NANOS_OF_TRIAL);
        return (double) (end - start) / runs;
    }
}
