package io.github.gru4j.model;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that several threads have saved, less what they have cost: what decides whether to go on with them. On a busy
 * machine a thread that has begun may be put aside for milliseconds, while its caller waits.
 *
 * <p>After a loss the next calls run on one thread, until a tenth of their time makes up for it. So in the long run threads
 * cost no more than a tenth of the time that one thread needs, whatever else the machine does, and where they gain they are
 * always used. Thread-safe.
 */
final class Credit {

    /** How much of past gains counts. */
    private static final long MOST_NANOS = 5_000_000;

    /** How much of losses counts: a machine that stood still once shall not be held against it for long. */
    private static final long LEAST_NANOS = -50_000_000;

    private static final int SHARE = 10;

    /** The best pace counts for some dozens of calls. */
    private static final double FORGETTING = 1.02;

    private final AtomicLong nanos = new AtomicLong(MOST_NANOS);
    private volatile double pace; // nanoseconds for a unit of work on one thread at its best; 0 before it is known

    /**
     * Whether to use several threads for so much work, in units of the caller's choice. If not, it counts as being done on
     * one thread.
     */
    boolean suffices(double work) {
        if (nanos.get() >= 0) {
            return true;
        }
        add((long) (work * pace / SHARE));
        return false;
    }

    /**
     * Takes account of a call that used several threads. What the caller left to others it would have done at its best pace
     * of late: if it was put aside itself for a while, that would have happened on one thread, too, but is no measure of the
     * rest.
     *
     * @param work what was done
     * @param share how much of it the caller did, more than 0 and at most 1
     * @param worked the nanoseconds that the caller took for its share
     * @param taken those from the start to the end
     */
    void settle(double work, double share, long worked, long taken) {
        double now = worked / (work * share);
        double best = pace == 0 ? now : Math.min(now, pace * FORGETTING);
        pace = best;
        add(worked + (long) (best * work * (1 - share)) - taken);
    }

    private void add(long change) {
        nanos.accumulateAndGet(change, (sum, more) -> Math.max(LEAST_NANOS, Math.min(MOST_NANOS, sum + more)));
    }
}
