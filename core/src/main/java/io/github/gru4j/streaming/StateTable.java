package io.github.gru4j.streaming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The states of many keys in one growing store, for stepping a whole batch of keys at once:
 * {@link StreamingModel#step(StateTable, int[], int, float[], float[])}. A key is known by its slot, a small number that
 * {@link #add} gives and {@link #remove} takes back. Made by {@link StreamingModel#newTable}.
 *
 * <pre>{@code
 * StateTable table = model.newTable(100_000);
 * int slot = table.add();                         // a new key
 * model.step(table, slots, n, ins, outs);         // one event of each of n keys
 * table.use(slots, n, now);                       // for keys that expire
 * table.expire(now - hour, gone -> forget(gone)); // removes those that were not used for an hour
 * table.remove(slot);                             // a later key may get this slot
 * }</pre>
 *
 * <p>A key takes the numbers of its state and less than one byte more, or some 20 if its state has thousands of numbers;
 * {@link #use} another 8 bytes, {@link #remove} 4 to 8 for each slot that waits for its next key. Storage grows by pages of
 * 256 KiB or less, or of one state that is larger; they never move and stay with the table.
 *
 * <p><b>Threads.</b> A slot belongs to one thread at a time. Threads may step, use, reset, copy and remove slots of their own
 * and add new ones, all at the same time; a slot that was removed is refused until it is given out again. {@link #expire} and
 * {@link #snapshot} look at all slots, so nobody may use the table meanwhile: a call that begins while they run is refused,
 * or, if it adds or removes, waits.
 */
public final class StateTable {

    /** The {@link #lastUse} of a key that was never used at a time that the table was told. */
    public static final long NEVER_USED = LastUses.NEVER;

    /*
     * A page is far below half a region of the G1 collector, whose smallest region is 1 MiB: a larger array would have
     * whole regions to itself and waste the rest of its last one.
     */
    private static final int PAGE_NUMBERS = 1 << 16;

    private static final int PAGE_SLOTS = 1 << 15; // as many times of last use are a page, too

    private static final int CACHE_LINE = 64 / Float.BYTES; // in numbers
    private static final int ARRAY_HEADER = 16; // bytes, on a 64-bit machine

    private final StateLayout layout;
    private final int stateSize;
    private final int pageShift; // a page holds 1 << pageShift states
    private final int pageMask;
    private final Slots slots = new Slots(); // changed by the owner of this object's monitor
    private final LastUses lastUses;

    /*
     * Volatile, so that a thread which steps while another adds a page sees the old array or all of the new one; a page
     * that it owns a slot of is in both.
     */
    private volatile float[][] pages; // (pageCount)((1 << pageShift) * stateSize), null beyond

    private int pageCount;

    private volatile @Nullable String closedFor; // why nobody may use the table now

    StateTable(StateLayout layout, int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "StateTable: capacity must be 0 or more. Received: capacity=" + capacity + ".");
        }
        this.layout = layout;
        this.stateSize = layout.size();
        int pageSlots = Math.max(1, Math.min(PAGE_SLOTS, PAGE_NUMBERS / Math.max(1, stateSize)));
        this.pageShift = 31 - Integer.numberOfLeadingZeros(pageSlots);
        this.pageMask = (1 << pageShift) - 1;
        this.lastUses = new LastUses(pageShift);
        this.pages = new float[(int) (((long) capacity + pageMask) >>> pageShift)][];
        slots.reserve((long) pages.length << pageShift);
        while (pageCount < pages.length) {
            addPage();
        }
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    /** The number of keys. */
    public synchronized int size() {
        return slots.size();
    }

    /** How many keys there can be without more memory. */
    public synchronized int capacity() {
        return (int) Math.min(Integer.MAX_VALUE, (long) pageCount << pageShift);
    }

    /** The memory that the table takes, in bytes, with references of 4 bytes. */
    public synchronized long bytes() {
        long page = ARRAY_HEADER + (((long) stateSize * Float.BYTES) << pageShift);
        return pageCount * page
                + (long) pages.length * Integer.BYTES
                + slots.bytes()
                + lastUses.bytes()
                + 3L * ARRAY_HEADER;
    }

    /**
     * A slot for a new key, whose state is that of a stream without events. Slots that were removed are given out again,
     * the latest first.
     *
     * @throws IllegalStateException if there are 2^31 - 1 keys
     */
    public synchronized int add() {
        checkOpen();
        int slot = slots.next();
        makeRoomFor(slot);
        clear(slot);
        lastUses.forget(slot);
        return slots.take();
    }

    private void makeRoomFor(int slot) {
        if (slot == Integer.MAX_VALUE) {
            throw new IllegalStateException("StateTable: a table holds at most 2^31 - 1 keys. Remove some first.");
        }
        while (slot >>> pageShift >= pageCount) {
            addPage();
        }
    }

    /** Adds a page and what goes with it; changes nothing if there is not enough memory. */
    private void addPage() {
        float[] page = new float[stateSize << pageShift];
        float[][] all = pages;
        if (pageCount == all.length) {
            all = Arrays.copyOf(all, Math.max(4, pageCount + pageCount / 2));
        }
        slots.reserve((pageCount + 1L) << pageShift);
        all[pageCount++] = page;
        pages = all;
    }

    /** Forgets a key; a later one may get its slot. */
    public synchronized void remove(int slot) {
        check(slot);
        slots.remove(slot);
    }

    /** Whether a key has this slot now. */
    public boolean contains(int slot) {
        return slots.contains(slot);
    }

    /** The slots of all keys, ascending. */
    public synchronized int[] slots() {
        int[] all = new int[slots.size()];
        int slot = -1;
        for (int i = 0; i < all.length; i++) {
            slot = slots.nextUsed(slot + 1);
            all[i] = slot;
        }
        return all;
    }

    // ---- last use ---------------------------------------------------------------------------------------------------

    /**
     * Notes that a key was used, for {@link #expire}. Stepping a key does not note it.
     *
     * @param now the time on any clock of the caller's that does not go back: events counted, the time of the event,
     *     milliseconds since 1970. With snapshots it must be one that goes on in the next process.
     */
    public void use(int slot, long now) {
        check(slot);
        checkTime(now);
        lastUses.mark(slot, now);
    }

    /**
     * Notes that keys were used.
     *
     * @param ofKeys the keys, by slot; the first {@code n} count
     * @throws IllegalArgumentException if a slot is not in use; nothing is noted then
     */
    public void use(int[] ofKeys, int n, long now) {
        if (n < 0 || n > ofKeys.length) {
            throw new IllegalArgumentException("StateTable: n must be from 0 to slots.length. Received: n=" + n
                    + ", slots.length=" + ofKeys.length + ".");
        }
        check(ofKeys, n);
        checkTime(now);
        for (int i = 0; i < n; i++) {
            lastUses.mark(ofKeys[i], now);
        }
    }

    private static void checkTime(long now) {
        if (now == NEVER_USED) {
            throw new IllegalArgumentException(
                    "StateTable: now must be above Long.MIN_VALUE, which says never. Received: now=" + now + ".");
        }
    }

    /** The latest time that was given for a key, or {@link #NEVER_USED}. */
    public long lastUse(int slot) {
        check(slot);
        return lastUses.of(slot);
    }

    /**
     * Removes the keys that were last used before a time. Keys that were never used at a time that the table was told stay.
     * Looks at every key: about a millisecond for a million.
     *
     * @param before keys used at this time or later stay
     * @param expired takes each slot after it was removed, in ascending order; must not change the table. What it throws
     *     ends the call; later keys are then still there.
     * @return how many keys were removed
     */
    public synchronized int expire(long before, IntConsumer expired) {
        checkOpen();
        closedFor = "during expire()";
        try {
            int count = 0;
            for (int slot = slots.nextUsed(0); slot >= 0; slot = slots.nextUsed(slot + 1)) {
                long last = lastUses.of(slot);
                if (last != NEVER_USED && last < before) {
                    slots.remove(slot);
                    count++;
                    expired.accept(slot);
                }
            }
            return count;
        } finally {
            closedFor = null;
        }
    }

    // ---- snapshots --------------------------------------------------------------------------------------------------

    /**
     * Writes all keys to a file: slots, states and times of last use. The file is written beside its place under a name that
     * begins with {@code .gru4j-}, forced to the disk and moved into place, so that a crash, or a full disk, leaves the
     * snapshot before. A process that is killed meanwhile leaves the file beside, which may be deleted.
     *
     * @param file to be written or replaced
     * @throws UncheckedIOException if the file cannot be written; the old one is then untouched
     */
    public void snapshot(Path file) {
        snapshot(file, null);
    }

    synchronized void snapshot(Path file, @Nullable IntFunction<byte[]> keyOf) {
        checkOpen();
        closedFor = "during snapshot()";
        try {
            SafeFile.write(file, channel -> SnapshotWriter.write(this, keyOf, channel));
        } catch (IOException e) {
            throw new UncheckedIOException("StateTable: " + file + ": the file could not be written: " + e + ".", e);
        } finally {
            closedFor = null;
        }
    }

    /**
     * Reads a snapshot of a table: the same slots with the same states and times of last use. Slots that were free are given
     * out again, the lowest first.
     *
     * @param change what to do if the snapshot was taken with another model: {@link ModelChange#RESET} keeps the slots and
     *     begins their states anew
     * @throws DamagedStateException if the file is no snapshot of a table, or not all of one, or damaged
     * @throws ForeignStateException if it is of another model and {@code change} does not allow that
     * @throws UncheckedIOException if the file cannot be read
     */
    public static StateTable restore(StreamingModel model, Path file, ModelChange change) {
        return restore(model.layout(), file, change, null);
    }

    static StateTable restore(StateLayout layout, Path file, ModelChange change, SnapshotReader.@Nullable Keys keys) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return SnapshotReader.read(file, channel, layout, change, keys);
        } catch (IOException e) {
            throw new UncheckedIOException("StateTable: " + file + ": the file could not be read: " + e + ".", e);
        }
    }

    /**
     * The keys of this table for another model, in the same slots: how live keys change over to new weights. This table must
     * not be used any more, since its memory goes over where states are kept.
     *
     * @param change what becomes of the states if the models differ
     * @throws ForeignStateException if the models differ and the change refuses that; this table then stays as it is
     */
    public StateTable moveTo(StreamingModel model, ModelChange change) {
        return moveTo(model.layout(), change);
    }

    synchronized StateTable moveTo(StateLayout to, ModelChange change) {
        checkOpen();
        ModelFingerprint own = layout.fingerprint();
        boolean kept = to.keeps(own.architecture(), own.weights(), stateSize, change);
        StateTable table = new StateTable(to, 0);
        if (kept) {
            table.pages = pages;
            table.pageCount = pageCount;
            table.slots.reserve((long) pageCount << pageShift);
        }
        for (int slot = slots.nextUsed(0); slot >= 0; slot = slots.nextUsed(slot + 1)) {
            table.place(slot, lastUses.of(slot));
        }
        table.freeTheRest(slots.limit());
        closedFor = "after moveTo()";
        return table;
    }

    /** Gives out a slot of a snapshot; slots in ascending order. */
    void place(int slot, long lastUse) {
        makeRoomFor(slot);
        slots.take(slot);
        if (lastUse != NEVER_USED) {
            lastUses.mark(slot, lastUse);
        }
    }

    void freeTheRest(int limit) {
        slots.freeTheRest(limit);
    }

    int limit() {
        return slots.limit();
    }

    int nextUsed(int from) {
        return slots.nextUsed(from);
    }

    long lastUseOf(int slot) {
        return lastUses.of(slot);
    }

    // ---- states -----------------------------------------------------------------------------------------------------

    /** Starts a key anew, as if no event had come. */
    public void reset(int slot) {
        check(slot);
        clear(slot);
    }

    /**
     * Copies the state of a key into a state that is then stepped on its own.
     *
     * @param state of the model that made this table; overwritten
     */
    public void copyTo(int slot, StreamingState state) {
        check(slot, state);
        read(slot, state.values().floats(), 0);
    }

    /**
     * Overwrites the state of a key with one that was stepped on its own.
     *
     * @param state of the model that made this table
     */
    public void copyFrom(int slot, StreamingState state) {
        check(slot, state);
        write(slot, state.values().floats(), 0);
    }

    private void clear(int slot) {
        int at = (slot & pageMask) * stateSize;
        Arrays.fill(pages[slot >>> pageShift], at, at + stateSize, 0);
    }

    /** Copies the numbers of a slot in use to {@code target}. */
    void read(int slot, float[] target, int at) {
        System.arraycopy(pages[slot >>> pageShift], (slot & pageMask) * stateSize, target, at, stateSize);
    }

    /** Copies the numbers of a slot in use from {@code source}. */
    void write(int slot, float[] source, int at) {
        System.arraycopy(source, at, pages[slot >>> pageShift], (slot & pageMask) * stateSize, stateSize);
    }

    /** Reads something from every cache line of a slot in use; what does not matter. */
    int fetch(int slot) {
        float[] page = pages[slot >>> pageShift];
        int at = (slot & pageMask) * stateSize;
        int last = at + stateSize - 1;
        int bits = stateSize == 0 ? 0 : Float.floatToRawIntBits(page[last]);
        for (; at < last; at += CACHE_LINE) {
            bits ^= Float.floatToRawIntBits(page[at]);
        }
        return bits;
    }

    /** What tells whether a table or a state is of the same model. */
    StateLayout layout() {
        return layout;
    }

    int stateSize() {
        return stateSize;
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    /** Checks that the first {@code n} of these slots are in use. */
    void check(int[] ofKeys, int n) {
        checkOpen();
        slots.check(ofKeys, n);
    }

    private void check(int slot) {
        checkOpen();
        slots.check(slot);
    }

    private void checkOpen() {
        String busy = closedFor;
        if (busy != null) {
            throw new IllegalStateException("StateTable: nobody may use the table " + busy + ".");
        }
    }

    private void check(int slot, StreamingState state) {
        check(slot);
        if (state.layout() != layout) {
            throw new ForeignStateException("StateTable: state must be of the table's model, " + layout.fingerprint()
                    + " with " + stateSize + " numbers. Received: a state of another instance, of the model "
                    + state.layout().fingerprint() + " with " + state.layout().size() + " numbers.");
        }
    }
}
