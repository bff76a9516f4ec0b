package io.github.gru4j.data;

import java.lang.ref.WeakReference;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Elements that another thread has read ahead. The thread ends with the source, with the first error, when this is closed,
 * and when nobody holds this any more.
 */
final class PrefetchFlow implements Flow {

    /** How long the thread waits for room in the queue before it looks whether anybody still reads. */
    private static final long PATIENCE_MILLIS = 200;

    private static final Object END = new Object();

    private final BlockingQueue<Object> queue; // elements, then a Failure or END
    private final Reading reading;
    private final Thread thread;
    private boolean ended;

    /** What went wrong in the thread. */
    private record Failure(Throwable cause) {}

    PrefetchFlow(Supplier<Flow> source, int bufferSize) {
        queue = new LinkedBlockingQueue<>(bufferSize);
        reading = new Reading(source, queue, new WeakReference<>(this));
        thread = new Thread(reading, "gru4j-prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    /** What the thread does; knows its reader only as long as somebody else does. */
    private static final class Reading implements Runnable {

        private final Supplier<Flow> source;
        private final BlockingQueue<Object> queue;
        private final WeakReference<PrefetchFlow> reader;
        private volatile boolean closed;

        Reading(Supplier<Flow> source, BlockingQueue<Object> queue, WeakReference<PrefetchFlow> reader) {
            this.source = source;
            this.queue = queue;
            this.reader = reader;
        }

        @Override
        public void run() {
            Object last = END;
            try {
                read();
            } catch (Throwable e) { // whatever it is, the reader must not wait for ever
                last = new Failure(e);
            }
            put(last);
        }

        private void read() {
            Flow flow = source.get();
            try {
                Element element;
                do {
                    element = flow.next();
                } while (element != null && put(element));
            } finally {
                Thread.interrupted(); // meant for the reading, not for what is closed now
                flow.close();
            }
        }

        /** Waits for room; says whether there was some before the reader had gone. */
        private boolean put(Object item) {
            while (!closed && reader.get() != null) {
                try {
                    if (queue.offer(item, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                } catch (InterruptedException e) {
                    // close() sets the flag first; an interrupt from elsewhere must not lose an element
                }
            }
            return false;
        }
    }

    @Override
    public @Nullable Element next() {
        if (ended) {
            return null;
        }
        Object item;
        try {
            item = queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Dataset: the reader must not be interrupted while it waits for a prefetched element."
                            + " Received: an interrupt. The iteration has ended.",
                    e);
        }
        if (item instanceof Element element) {
            return element;
        }
        ended = true;
        if (item instanceof Failure failure) {
            rethrow(failure.cause());
        }
        return null;
    }

    private static void rethrow(Throwable cause) {
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("Dataset: the source must not fail. Received: " + cause + ".", cause);
    }

    /** Interrupts the thread and waits until it has let go of the source, unless the caller is interrupted itself. */
    @Override
    public void close() {
        ended = true;
        reading.closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
