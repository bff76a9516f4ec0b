package io.github.gru4j.streaming;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event on its way through a {@link KeyedStream}: of a thread that waits, or of a future. */
final class KeyedEvent<K> {

    final K key;
    final float[] in;
    final float[] out;
    final long start; // nanoseconds
    final @Nullable Thread waiting;
    final @Nullable CompletableFuture<float[]> future;

    @Nullable
    RuntimeException refusal; // written before done

    private volatile boolean done;

    /** Of the thread that calls this, which waits. */
    KeyedEvent(K key, float[] in, float[] out, long start) {
        this.key = key;
        this.in = in;
        this.out = out;
        this.start = start;
        this.waiting = Thread.currentThread();
        this.future = null;
    }

    KeyedEvent(K key, float[] in, float[] out, long start, CompletableFuture<float[]> future) {
        this.key = key;
        this.in = in;
        this.out = out;
        this.start = start;
        this.waiting = null;
        this.future = future;
    }

    boolean isDone() {
        return done;
    }

    /** The answer is in {@code out}, or the refusal is set. */
    void finish() {
        done = true;
    }
}
