package io.github.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbered tasks done by the caller and the threads that are lent to it, each task once. The caller does not wait for a thread
 * that has not come, only for the end of tasks that somebody has begun. One object per set of tasks.
 */
final class Crew {

    /** How long the caller looks for an end that is near before it gives its processor away. */
    private static final long SPIN_NANOS = 100_000;

    private final int count;
    private final IntConsumer task;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger(Integer.MAX_VALUE); // the first task that did
    private final AtomicReferenceArray<@Nullable Throwable> failures;
    private final CountDownLatch open;

    private Crew(int count, IntConsumer task) {
        this.count = count;
        this.task = task;
        this.failures = new AtomicReferenceArray<>(count);
        this.open = new CountDownLatch(count);
    }

    /**
     * Does all tasks and returns when they are done. If some fail, tasks after the first of these may be left out, and its
     * failure is thrown as it is: that of the lowest number, whatever thread was faster.
     *
     * @param threads who lends threads
     * @param usable how many work, the caller among them
     * @param count of the tasks, which are numbered from 0
     * @param task does the task of a number
     */
    static void run(Threads threads, int usable, int count, IntConsumer task) {
        Crew crew = new Crew(count, task);
        List<FutureTask<?>> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(usable, count); i++) {
            helpers.add(new FutureTask<>(crew::takeTasks, null));
        }
        try {
            helpers.forEach(threads::lend);
        } finally { // nobody works on when the caller is gone
            crew.takeTasks();
            crew.await();
            helpers.forEach(helper -> helper.cancel(false)); // one that has not come yet lets go of what the tasks hold
        }
        int first = crew.failed.get();
        if (first < count) {
            Crew.<RuntimeException>raise(crew.failures.get(first));
        }
    }

    /** What every thread does. */
    private void takeTasks() {
        for (int next; (next = taken.getAndIncrement()) < count; ) {
            try {
                if (next < failed.get()) { // so the lowest that fails always runs
                    task.accept(next);
                }
            } catch (Throwable e) { // the caller throws it
                failures.set(next, e);
                failed.accumulateAndGet(next, Math::min);
            } finally {
                open.countDown();
            }
        }
    }

    /** Waits for the tasks that others have begun. An interrupt is kept for who called. */
    private void await() {
        long start = System.nanoTime();
        while (open.getCount() > 0 && System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (open.getCount() > 0) {
            try {
                open.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws anything, also a checked exception, which other languages throw from anywhere. */
    @SuppressWarnings("unchecked") // to the compiler an unchecked exception; nobody casts it
    private static <E extends Throwable> void raise(@Nullable Throwable failure) throws E {
        if (failure != null) {
            throw (E) failure;
        }
    }
}
