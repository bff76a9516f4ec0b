package io.github.gru4j.streaming;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that keeps a state per key and may be called from any number of threads. Events that come at the same time are
 * stepped together, which is faster than one by one; answers are bit for bit those of single steps.
 *
 * <pre>{@code
 * try (KeyedStream<String> stream = KeyedStream.of(model)) {
 *     float[] answer = stream.on("sensor-7", features);                    // waits
 *     stream.onAsync("sensor-8", features).thenAccept(this::publish);      // does not
 *     stream.snapshot(file, KeyCodec.strings());
 * }
 * }</pre>
 *
 * <p>A key begins with its first event. Events of one key are taken in the order of the calls of one thread; of calls of
 * several threads at the same time, in any order. A call from one thread while no other calls computes its event at once in
 * that thread: no queue, no second thread, no delay, and nothing allocated by {@link #on(Object, float[], float[])} for a
 * key that is there. Calls that wait are not ended by an interrupt; it shows after them.
 *
 * <p>Thread-safe. Everything but events ({@link #remove}, {@link #expire}, {@link #snapshot}, {@link #swap}, …) takes place
 * after the events that were there before the call and before any later one.
 *
 * @param <K> the keys, with {@code equals} and {@code hashCode}; must not change
 */
public final class KeyedStream<K> implements AutoCloseable {

    private final KeyedStates<K> states; // used by the leader of the queue
    private final KeyedQueue<K> queue;
    private final int inputSize;
    private final int outputSize;

    private KeyedStream(KeyedStates<K> states, KeyedQueue<K> queue, StreamingModel model) {
        this.states = states;
        this.queue = queue;
        this.inputSize = model.inputSize();
        this.outputSize = model.outputSize();
    }

    /** A stream with the defaults of {@link Builder}. */
    public static <K> KeyedStream<K> of(StreamingModel model) {
        return KeyedStream.<K>builder(model).build();
    }

    /** For a stream with other than the defaults. */
    public static <K> Builder<K> builder(StreamingModel model) {
        return new Builder<>(model);
    }

    // ---- events -----------------------------------------------------------------------------------------------------

    /**
     * Takes an event of a key and waits for the answer.
     *
     * @param features {@code inputSize} numbers
     * @return {@code outputSize} numbers
     * @throws IllegalArgumentException if the size does not fit, or a layer refuses the event; the key's state is not
     *     changed then
     * @throws RejectedExecutionException if too many events wait and {@link Builder#rejectWhenFull} was asked for
     * @throws IllegalStateException if the stream is closed
     */
    public float[] on(K key, float... features) {
        float[] answer = new float[outputSize];
        on(key, features, answer);
        return answer;
    }

    /**
     * The same with the answer in an array of the caller's.
     *
     * @param answer overwritten, {@code outputSize} numbers
     */
    public void on(K key, float[] features, float[] answer) {
        check(key, features);
        if (answer.length != outputSize) {
            throw new IllegalArgumentException("KeyedStream: answer must have room for " + outputSize
                    + " numbers. Received: answer.length=" + answer.length + ".");
        }
        queue.call(key, features, answer);
    }

    /**
     * Takes an event of a key. The answer comes later, in a thread of the stream's, in which stages without an executor run;
     * they must not block for long. Answers come in the order of the events.
     *
     * @param features {@code inputSize} numbers; copied
     * @return gets {@code outputSize} numbers, or fails with what {@link #on(Object, float...)} throws if a layer refuses
     *     the event. Cancelling it does not take the event back.
     * @throws IllegalArgumentException if the size does not fit
     * @throws RejectedExecutionException if too many events wait and {@link Builder#rejectWhenFull} was asked for; without
     *     it this call waits for room
     * @throws IllegalStateException if the stream is closed
     */
    public CompletionStage<float[]> onAsync(K key, float... features) {
        check(key, features);
        CompletableFuture<float[]> future = new CompletableFuture<>();
        queue.submit(key, features.clone(), new float[outputSize], future);
        return future;
    }

    private void check(K key, float[] features) {
        Objects.requireNonNull(key, "KeyedStream: key must not be null.");
        if (features.length != inputSize) {
            throw new IllegalArgumentException("KeyedStream: features must be " + inputSize
                    + " numbers. Received: features.length=" + features.length + ".");
        }
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    /** The number of keys. */
    public int size() {
        return queue.alone(states::size);
    }

    /** Whether a key has a state. */
    public boolean contains(K key) {
        return queue.alone(() -> states.contains(key));
    }

    /** Forgets a key, whose next event begins anew; false if there is no such key. */
    public boolean remove(K key) {
        return queue.alone(() -> states.remove(key));
    }

    /**
     * Copies the state of a key.
     *
     * @param state of the model that steps this stream; overwritten
     * @return false if there is no such key
     */
    public boolean copyTo(K key, StreamingState state) {
        return queue.alone(() -> states.copyTo(key, state));
    }

    /**
     * Forgets the keys whose last event came before a time of the stream's clock ({@link Builder#clock}).
     *
     * @param before keys with an event at this time or later stay
     * @param expired takes each key that was forgotten; must not call this stream. What it throws ends the call.
     * @return how many keys were forgotten
     * @throws IllegalStateException if the stream has no clock
     */
    public int expire(long before, Consumer<? super K> expired) {
        return queue.alone(() -> states.expire(before, expired));
    }

    /** The memory that keys and states take, in bytes, without the keys' own objects. */
    public long bytes() {
        return queue.alone(states::bytes);
    }

    // ---- model, files, metrics --------------------------------------------------------------------------------------

    /** The model that steps the keys now. */
    public StreamingModel model() {
        return queue.alone(states::model);
    }

    /**
     * Goes on with another model from the next event on; no key and no event is lost.
     *
     * @param model with the same sizes of events and answers
     * @param change what becomes of the states if the models differ
     * @throws IllegalArgumentException if the sizes differ
     * @throws ForeignStateException if the models differ and the change refuses that; the old model then stays
     */
    public void swap(StreamingModel model, ModelChange change) {
        queue.alone(() -> {
            states.swap(model, change);
            return model;
        });
    }

    /**
     * Writes all keys, with states and times of last use, to a file, as {@link StateTable#snapshot} does: at one moment of
     * the stream, all or nothing. Events that come meanwhile wait for it.
     *
     * @param codec writes the keys
     * @throws java.io.UncheckedIOException if the file cannot be written; the old one is then untouched
     * @throws IllegalArgumentException if the codec refuses a key; the old file is then untouched
     */
    public void snapshot(Path file, KeyCodec<K> codec) {
        queue.alone(() -> {
            states.snapshot(file, codec);
            return file;
        });
    }

    /** What the stream has done so far. */
    public StreamMetrics metrics() {
        return queue.metrics();
    }

    /** Answers the events that wait, ends the stream's thread and refuses further calls. */
    @Override
    public void close() {
        queue.close();
    }

    // ---- options ----------------------------------------------------------------------------------------------------

    /**
     * Options of a stream. Not thread-safe.
     *
     * @param <K> the keys
     */
    public static final class Builder<K> {

        private final StreamingModel model;
        private int capacity;
        private int maxBatch = 256;
        private Duration maxDelay = Duration.ZERO;
        private int maxWaiting = 4096;
        private boolean reject;
        private boolean latencies;
        private @Nullable LongSupplier clock;
        private @Nullable Consumer<KeyedStates<K>> restore;

        private Builder(StreamingModel model) {
            this.model = model;
        }

        /** For how many keys memory is taken at once; 0 if not called. */
        public Builder<K> capacity(int keys) {
            this.capacity = atLeast(0, "keys", keys);
            return this;
        }

        /** The most events that are stepped together; 256 if not called. */
        public Builder<K> maxBatch(int events) {
            this.maxBatch = atLeast(1, "events", events);
            return this;
        }

        /**
         * How long an event may wait for others to be stepped with it; zero if not called: an event waits only while others
         * are computed. With a delay, events of {@code onAsync} wait for a full batch, and events of {@code on} for as many
         * as came together the last time, which is one where one thread calls.
         */
        public Builder<K> maxDelay(Duration delay) {
            if (delay.isNegative() || delay.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException(
                        "KeyedStream: delay must be from 0 to a minute. Received: delay=" + delay + ".");
            }
            this.maxDelay = delay;
            return this;
        }

        /** How many events may wait at most; 4096 if not called. A call that finds them all waits until there is room. */
        public Builder<K> maxWaiting(int events) {
            this.maxWaiting = atLeast(1, "events", events);
            return this;
        }

        /** Lets a call that finds too many waiting events throw {@link RejectedExecutionException} instead. */
        public Builder<K> rejectWhenFull() {
            this.reject = true;
            return this;
        }

        /** Lets {@link KeyedStream#metrics} tell latencies. Looks at the system's clock twice an event, some 50 ns. */
        public Builder<K> latencies() {
            this.latencies = true;
            return this;
        }

        /**
         * Tells the time of an event, for {@link KeyedStream#expire}. Without a clock keys do not expire, and take 8 bytes less.
         *
         * @param time must not go back; called once per batch. Milliseconds since 1970 go on after a restart,
         *     {@link System#nanoTime} does not.
         */
        public Builder<K> clock(LongSupplier time) {
            this.clock = time;
            return this;
        }

        /**
         * Begins with the keys of a snapshot; read by {@link #build}.
         *
         * @param change what to do if the snapshot was taken with another model
         */
        public Builder<K> restore(Path file, KeyCodec<K> codec, ModelChange change) {
            this.restore = states -> states.restore(file, codec, change);
            return this;
        }

        /**
         * The stream.
         *
         * @throws DamagedStateException if the file of {@link #restore} is no snapshot of such keys, or damaged
         * @throws ForeignStateException if it is of another model and the change does not allow that
         * @throws java.io.UncheckedIOException if it cannot be read
         */
        public KeyedStream<K> build() {
            KeyedStates<K> states = new KeyedStates<>(model, capacity, clock);
            if (restore != null) {
                restore.accept(states);
            }
            KeyedQueue<K> queue = new KeyedQueue<>(states, maxBatch, maxDelay.toNanos(), maxWaiting, reject, latencies);
            return new KeyedStream<>(states, queue, model);
        }

        private static int atLeast(int least, String name, int value) {
            if (value < least) {
                throw new IllegalArgumentException("KeyedStream: " + name + " must be " + least + " or more. Received: "
                        + name + "=" + value + ".");
            }
            return value;
        }
    }
}
