package io.github.gru4j.streaming;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys, their states and the model that steps them, for one thread at a time: what a {@link KeyedStream} is without its
 * queue.
 */
final class KeyedStates<K> {

    private final @Nullable LongSupplier clock;
    private final Histogram.Recorder batchSizes = new Histogram.Recorder();
    private StreamingModel model;
    private StateTable table;
    private final KeyIndex<K> index = new KeyIndex<>();
    private final int[] one = new int[1];
    private int[] slots = {};
    private float[] ins = {};
    private float[] outs = {};
    private long steps;
    private long refused;

    KeyedStates(StreamingModel model, int capacity, @Nullable LongSupplier clock) {
        this.model = model;
        this.table = model.newTable(capacity);
        this.clock = clock;
    }

    // ---- events -----------------------------------------------------------------------------------------------------

    /** Takes one event. */
    void step(K key, float[] in, float[] out) {
        one[0] = slotFor(key);
        try {
            model.step(table, one, 1, in, out);
        } catch (IllegalArgumentException e) {
            refused++;
            throw e;
        }
        use(one, 1);
        count(1, 1);
    }

    /** Takes events in their order, all in one call; an event that a layer refuses gets its exception. */
    void step(List<KeyedEvent<K>> events) {
        int n = events.size();
        int width = model.inputSize();
        int answer = model.outputSize();
        if (slots.length < n) {
            slots = new int[n];
            ins = new float[n * width];
            outs = new float[n * answer];
        }
        for (int i = 0; i < n; i++) {
            KeyedEvent<K> event = events.get(i);
            slots[i] = slotFor(event.key);
            System.arraycopy(event.in, 0, ins, i * width, width);
        }
        int taken = n;
        try {
            model.step(table, slots, n, ins, outs);
        } catch (IllegalArgumentException e) {
            taken = model.taken();
        }
        use(slots, n);
        int answered = taken;
        for (int i = 0; i < n; i++) {
            KeyedEvent<K> event = events.get(i);
            if (i < taken) {
                System.arraycopy(outs, i * answer, event.out, 0, answer);
            } else if (stepAlone(event, slots[i])) {
                answered++;
            }
        }
        count(answered, n);
    }

    /** After another event of the call was refused: one by one, so that each gets its own answer. */
    private boolean stepAlone(KeyedEvent<K> event, int slot) {
        one[0] = slot;
        try {
            model.step(table, one, 1, event.in, event.out);
            return true;
        } catch (IllegalArgumentException e) {
            event.refusal = e;
            refused++;
            return false;
        }
    }

    private void use(int[] used, int n) {
        if (clock != null) {
            table.use(used, n, clock.getAsLong());
        }
    }

    private void count(int answered, int batch) {
        steps += answered;
        batchSizes.record(batch);
    }

    private int slotFor(K key) {
        int slot = index.slotOf(key);
        if (slot < 0) {
            slot = table.add();
            index.put(key, slot);
        }
        return slot;
    }

    StreamMetrics metrics(Histogram latencies, long rejected) {
        Histogram sizes = batchSizes.histogram();
        return new StreamMetrics(steps, refused, rejected, sizes.count(), sizes, latencies);
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    int size() {
        return index.size();
    }

    boolean contains(K key) {
        return index.slotOf(key) >= 0;
    }

    boolean remove(K key) {
        int slot = index.slotOf(key);
        if (slot < 0) {
            return false;
        }
        index.remove(slot);
        table.remove(slot);
        return true;
    }

    int expire(long before, Consumer<? super K> expired) {
        if (clock == null) {
            throw new IllegalStateException(
                    "KeyedStream: a stream must have a clock for its keys to expire. Build it with clock(...).");
        }
        return table.expire(before, slot -> {
            K key = key(slot);
            index.remove(slot);
            expired.accept(key);
        });
    }

    private K key(int slot) {
        K key = index.keyOf(slot);
        if (key == null) {
            throw new AssertionError(slot);
        }
        return key;
    }

    boolean copyTo(K key, StreamingState state) {
        int slot = index.slotOf(key);
        if (slot >= 0) {
            table.copyTo(slot, state);
        }
        return slot >= 0;
    }

    long bytes() {
        return table.bytes() + index.bytes();
    }

    // ---- models and files -------------------------------------------------------------------------------------------

    StreamingModel model() {
        return model;
    }

    /** Goes on with another model. */
    void swap(StreamingModel next, ModelChange change) {
        if (next.inputSize() != model.inputSize() || next.outputSize() != model.outputSize()) {
            throw new IllegalArgumentException(
                    "KeyedStream: model must take " + model.inputSize() + " numbers and give "
                            + model.outputSize() + ". Received: model that takes " + next.inputSize() + " and gives "
                            + next.outputSize() + ".");
        }
        table = table.moveTo(next, change);
        model = next;
    }

    void snapshot(Path file, KeyCodec<K> codec) {
        table.snapshot(file, slot -> {
            byte[] bytes = codec.encode(key(slot));
            if (bytes.length > SnapshotHeader.MAX_KEY) {
                throw new IllegalArgumentException("KeyedStream: a key must have " + SnapshotHeader.MAX_KEY
                        + " bytes at most. Received: " + bytes.length + " bytes.");
            }
            return bytes;
        });
    }

    /** Takes the keys of a snapshot; only before there are any. */
    void restore(Path file, KeyCodec<K> codec, ModelChange change) {
        table = StateTable.restore(model.layout(), file, change, (slot, bytes) -> {
            K key = codec.decode(bytes);
            if (index.slotOf(key) >= 0) {
                throw new IllegalArgumentException("the key " + key + " comes twice");
            }
            index.put(key, slot);
        });
    }
}
