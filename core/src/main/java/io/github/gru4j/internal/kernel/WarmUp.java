package io.github.gru4j.internal.kernel;

import java.util.function.IntConsumer;

/**
 * Runs code until the JIT compiler has brought it to steady speed. A virtual machine first interprets, and the vectors of
 * the Vector API are objects until the optimising compiler has seen the loops around them: the first calls take up to two
 * thousand times as long as later ones.
 */
public final class WarmUp {

    private static final long ROUND = 20_000_000; // nanoseconds
    private static final long SETTLED = 250_000_000; // without getting faster: longer than compiling one method takes
    private static final long LIMIT = 5_000_000_000L;

    /** More calls than the compiler wants before it optimises a method without loops, which is 5,000. */
    private static final int CALLS = 10_000;

    private static final double FASTER = 0.9; // of the best time so far

    private WarmUp() {}

    /**
     * Repeats a call until it has not become faster for a quarter of a second, or for a second where fewer than 10,000 calls
     * were made; about 5 seconds, or one call, at most.
     *
     * @param call is given the number of the call, from 0
     */
    public static void run(IntConsumer call) {
        long start = System.nanoTime();
        long now = start;
        long bestAt = start;
        double best = Double.MAX_VALUE;
        int calls = 0;
        int perRound = 1;
        while (now - start < LIMIT && (now - bestAt < SETTLED || (calls < CALLS && now - bestAt < 4 * SETTLED))) {
            for (int i = 0; i < perRound; i++) {
                call.accept(calls++);
            }
            long after = System.nanoTime();
            double each = (double) (after - now) / perRound;
            if (each < FASTER * best) {
                best = each;
                bestAt = after;
            }
            if (after - now < ROUND) {
                perRound *= 2;
            } else if (after - now > 2 * ROUND && perRound > 1) {
                perRound /= 2;
            }
            now = after;
        }
    }
}
