package io.github.gru4j.streaming;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of events from many threads to states that one thread at a time may use.
 *
 * <p>One thread leads: who holds the lock takes the waiting events of all, computes them in one call and wakes their owners.
 * A caller who finds nobody leading and nothing waiting computes its event on the spot. Otherwise it puts the event into the
 * queue and, if nobody leads, leads until its own is answered. Events of futures are the work of one thread of the queue's
 * own, which begins with the first of them, and which completes them, so that answers come in order.
 *
 * <p>Nothing waits for ever: who gives up the lock looks afterwards whether there is an event in the queue, and wakes its
 * owner; an owner puts its event there before it looks whether somebody leads.
 */
final class KeyedQueue<K> {

    private static final int SPINS =
            200; // before a waiting thread is put to sleep, which takes as long as a small batch
    private static final long HELP_NANOS = 1_000_000; // how often one that waits for room looks whether it may lead

    private final KeyedStates<K> states;
    private final int maxBatch;
    private final long maxDelay; // nanoseconds
    private final boolean reject;
    private final boolean timed;

    private final ReentrantLock leader = new ReentrantLock();
    private final Queue<KeyedEvent<K>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore room;
    private final int maxWaiting;
    private final AtomicLong rejected = new AtomicLong();
    private final Queue<KeyedEvent<K>> answered = new ConcurrentLinkedQueue<>(); // futures to complete
    private volatile @Nullable Thread worker;
    private volatile @Nullable Thread patient; // a leader that waits for more events
    private volatile int wanted; // how many it waits for
    private final AtomicInteger visitors = new AtomicInteger(); // who wants the lead for something else than events
    private volatile boolean closed;
    private volatile boolean ended; // the worker may go

    // Of the leader:
    private final List<KeyedEvent<K>> batch = new ArrayList<>();
    private final Histogram.Recorder latencies = new Histogram.Recorder();
    private int callersOfLast = 1; // events of waiting threads in the last batch

    KeyedQueue(KeyedStates<K> states, int maxBatch, long maxDelay, int maxWaiting, boolean reject, boolean timed) {
        this.states = states;
        this.maxBatch = maxBatch;
        this.maxDelay = maxDelay;
        this.maxWaiting = maxWaiting;
        this.room = new Semaphore(maxWaiting);
        this.reject = reject;
        this.timed = timed;
    }

    // ---- callers ----------------------------------------------------------------------------------------------------

    /** Takes an event and waits for its answer. */
    void call(K key, float[] in, float[] out) {
        checkOpen();
        long start = timed ? System.nanoTime() : 0;
        if (waiting.isEmpty() && leader.tryLock()) {
            boolean direct = false;
            try {
                direct = waiting.isEmpty() && (callersOfLast <= 1 || maxDelay == 0) && leader.getHoldCount() == 1;
                if (direct) {
                    callersOfLast = 1;
                    states.step(key, in, out);
                    if (timed) {
                        latencies.record(System.nanoTime() - start);
                    }
                }
            } finally {
                leader.unlock();
                wakeNext();
            }
            if (direct) {
                return;
            }
        }
        KeyedEvent<K> event = new KeyedEvent<>(key, in, out, start);
        put(event);
        await(event);
        if (event.refusal != null) {
            throw event.refusal;
        }
    }

    private void await(KeyedEvent<K> event) {
        boolean interrupted = false;
        int spins = Runtime.getRuntime().availableProcessors() > 1 ? SPINS : 0;
        while (!event.isDone()) {
            if (leader.tryLock()) {
                try {
                    while (!event.isDone()) {
                        waitForCompany(Math.min(maxBatch, callersOfLast), System.nanoTime());
                        stepBatch();
                    }
                } finally {
                    leader.unlock();
                    wakeNext();
                }
            } else if (spins > 0) {
                spins--;
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes an event whose future is completed later. */
    void submit(K key, float[] in, float[] out, CompletableFuture<float[]> future) {
        checkOpen();
        begin();
        KeyedEvent<K> event = new KeyedEvent<>(key, in, out, System.nanoTime(), future);
        put(event);
        Thread thread = worker;
        if (patient != thread) {
            LockSupport.unpark(thread);
        }
        if (closed) { // meanwhile, and the worker may have gone: nobody else may come
            alone(() -> key);
            complete();
        }
    }

    private void put(KeyedEvent<K> event) {
        if (!room.tryAcquire()) {
            if (reject) {
                rejected.incrementAndGet();
                throw new RejectedExecutionException(
                        "KeyedStream: fewer events must wait than maxWaiting. Received: maxWaiting=" + maxWaiting
                                + ".");
            }
            waitForRoom();
        }
        waiting.add(event);
        Thread leading = patient;
        if (leading != null && waitingCount() >= wanted) {
            LockSupport.unpark(leading);
        }
    }

    /** Waits for room, and makes some where nobody leads: the worker itself may be the one that waits, in a stage. */
    private void waitForRoom() {
        boolean interrupted = false;
        boolean entered = false;
        while (!entered) {
            if (leader.tryLock()) {
                try {
                    stepBatch();
                } finally {
                    leader.unlock();
                    wakeNext();
                }
            }
            try {
                entered = room.tryAcquire(HELP_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something with the states after the events that are there now. */
    <T> T alone(Supplier<T> work) {
        visitors.incrementAndGet();
        LockSupport.unpark(patient);
        leader.lock();
        visitors.decrementAndGet();
        try {
            if (leader.getHoldCount() > 1) {
                throw new IllegalStateException("KeyedStream: a stream must not be called by what it calls.");
            }
            int events = waitingCount();
            while (events > 0 && !waiting.isEmpty()) {
                events -= stepBatch();
            }
            return work.get();
        } finally {
            leader.unlock();
            wakeNext();
        }
    }

    /** How many events are in the queue or on their way there. */
    private int waitingCount() {
        return maxWaiting - room.availablePermits();
    }

    StreamMetrics metrics() {
        return alone(() -> states.metrics(latencies.histogram(), rejected.get()));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("KeyedStream: a closed stream takes no events.");
        }
    }

    // ---- the leader -------------------------------------------------------------------------------------------------

    /** Gives others time to add events, until there are so many or the delay is over since {@code start}. */
    private void waitForCompany(int events, long start) {
        if (maxDelay == 0 || events <= 1) {
            return;
        }
        wanted = Math.min(events, maxWaiting);
        patient = Thread.currentThread();
        long left = start + maxDelay - System.nanoTime();
        boolean interrupted = false;
        while (waitingCount() < wanted && left > 0 && visitors.get() == 0) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            left = start + maxDelay - System.nanoTime();
        }
        patient = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Computes the next events in one call; returns how many. The caller leads. */
    private int stepBatch() {
        int callers = 0;
        for (KeyedEvent<K> event = next(); event != null; event = next()) {
            batch.add(event);
            callers += event.future == null ? 1 : 0;
        }
        int count = batch.size();
        if (count == 0) {
            return 0;
        }
        room.release(count);
        if (callers > 0) {
            callersOfLast = callers;
        }
        try {
            states.step(batch);
        } catch (RuntimeException | Error e) { // memory, or the clock: nobody must wait for ever
            for (KeyedEvent<K> event : batch) {
                event.refusal =
                        new IllegalStateException("KeyedStream: the events could not be computed: " + e + ".", e);
            }
        } finally {
            finish();
        }
        return count;
    }

    private @Nullable KeyedEvent<K> next() {
        return batch.size() < maxBatch ? waiting.poll() : null;
    }

    private void finish() {
        long now = timed ? System.nanoTime() : 0;
        boolean futures = false;
        for (KeyedEvent<K> event : batch) {
            if (timed) {
                latencies.record(now - event.start);
            }
            if (event.future != null) {
                answered.add(event);
                futures = true;
            } else {
                event.finish();
                if (event.waiting != Thread.currentThread()) {
                    LockSupport.unpark(event.waiting);
                }
            }
        }
        batch.clear();
        if (futures) {
            LockSupport.unpark(worker);
        }
    }

    /** Lets the owner of the first event lead. Called by who led, afterwards. */
    private void wakeNext() {
        KeyedEvent<K> first = waiting.peek();
        if (first != null) {
            LockSupport.unpark(first.waiting != null ? first.waiting : worker);
        }
    }

    // ---- the worker -------------------------------------------------------------------------------------------------

    private void begin() {
        if (worker == null) {
            synchronized (this) {
                if (worker == null && !closed) {
                    Thread thread = new Thread(this::work, "gru4j-stream");
                    thread.setDaemon(true);
                    worker = thread;
                    thread.start();
                }
            }
        }
    }

    private void work() {
        while (!ended || !waiting.isEmpty() || !answered.isEmpty()) {
            complete();
            KeyedEvent<K> first = waiting.peek();
            if (first != null && leader.tryLock()) {
                try {
                    waitForCompany(ended ? 1 : maxBatch, first.start);
                    stepBatch();
                } finally {
                    leader.unlock();
                    wakeNext();
                }
            } else if (answered.isEmpty() && !(ended && waiting.isEmpty())) {
                LockSupport.park(this);
            }
        }
    }

    private void complete() {
        for (KeyedEvent<K> event = answered.poll(); event != null; event = answered.poll()) {
            CompletableFuture<float[]> future = event.future;
            if (future == null) {
                continue;
            }
            if (event.refusal == null) {
                future.complete(event.out);
            } else {
                future.completeExceptionally(event.refusal);
            }
        }
    }

    /** Answers everything and ends the worker. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        alone(() -> closed);
        ended = true;
        Thread thread = worker;
        if (thread != null) {
            LockSupport.unpark(thread);
            boolean interrupted = false;
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
