package io.github.gru4j.model;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How many threads one call of a model may use, the caller's included, who lends the others, and how that has paid off.
 * Thread-safe.
 *
 * @param count 1 or more
 * @param executor lends threads; null for the common pool
 * @param credit what they have gained so far
 */
record Threads(int count, @Nullable Executor executor, Credit credit) {

    Threads(int count, @Nullable Executor executor) {
        this(count, executor, new Credit());
    }

    /**
     * How many threads a call that starts here and now can hope for. The common pool has one for each processor: who runs in
     * it already shares them with its other tasks, so that more of them gain nothing.
     */
    int usable() {
        if (count == 1 || executor != null) {
            return count;
        }
        return ForkJoinTask.inForkJoinPool()
                ? 1
                : Math.min(
                        count,
                        Math.min(
                                Runtime.getRuntime().availableProcessors(),
                                1 + ForkJoinPool.getCommonPoolParallelism()));
    }

    /** Asks for a thread; a task that is refused does not run, which its caller must expect of a late one anyway. */
    void lend(Runnable task) {
        try {
            (executor == null ? ForkJoinPool.commonPool() : executor).execute(task);
        } catch (RejectedExecutionException e) {
            // The caller does the work itself.
        }
    }
}
