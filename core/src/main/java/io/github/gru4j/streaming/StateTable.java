package io.github.gru4j.streaming;

import java.util.Arrays;

/**
 * The states of many keys in one growing store, for stepping a whole batch of keys at once:
 * {@link StreamingModel#step(StateTable, int[], int, float[], float[])}. A key is known by its slot, a small number that
 * {@link #add} gives and {@link #remove} takes back. Made by {@link StreamingModel#newTable}.
 *
 * <pre>{@code
 * StateTable table = model.newTable(100_000);
 * int slot = table.add();                         // a new key
 * model.step(table, slots, n, ins, outs);         // one event of each of n keys
 * table.remove(slot);                             // a later key may get this slot
 * }</pre>
 *
 * <p>A key takes the numbers of its state and less than one byte more, or some 20 if its state has thousands of numbers;
 * {@link #remove} another 4 to 8 bytes per slot that waits for its next key. Storage grows by pages of 256 KiB or less, or
 * of one state that is larger; they never move and stay with the table.
 *
 * <p>Not thread-safe, except that threads may step, reset and copy different slots at the same time while nobody adds or
 * removes one.
 */
public final class StateTable {

    /*
     * A page is far below half a region of the G1 collector, whose smallest region is 1 MiB: a larger array would have
     * whole regions to itself and waste the rest of its last one.
     */
    private static final int PAGE_NUMBERS = 1 << 16;

    private static final int CACHE_LINE = 64 / Float.BYTES; // in numbers
    private static final int ARRAY_HEADER = 16; // bytes, on a 64-bit machine

    private final StateLayout layout;
    private final int stateSize;
    private final int pageShift; // a page holds 1 << pageShift states
    private final int pageMask;

    private float[][] pages; // (pageCount)((1 << pageShift) * stateSize), null beyond
    private int pageCount;
    private long[] used; // a bit per slot
    private int[] removed = {}; // slots to give out again, the latest last
    private int removedCount;
    private int limit; // every slot given out so far is below
    private int size;

    StateTable(StateLayout layout, int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "StateTable: capacity must be 0 or more. Received: capacity=" + capacity + ".");
        }
        this.layout = layout;
        this.stateSize = layout.size();
        int pageSlots = Math.max(1, PAGE_NUMBERS / Math.max(1, stateSize));
        this.pageShift = 31 - Integer.numberOfLeadingZeros(pageSlots);
        this.pageMask = (1 << pageShift) - 1;
        this.pages = new float[(int) (((long) capacity + pageMask) >>> pageShift)][];
        this.used = new long[words((long) pages.length << pageShift)];
        while (pageCount < pages.length) {
            addPage();
        }
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    /** The number of keys. */
    public int size() {
        return size;
    }

    /** How many keys there can be without more memory. */
    public int capacity() {
        return (int) Math.min(Integer.MAX_VALUE, (long) pageCount << pageShift);
    }

    /** The memory that the table takes, in bytes, with references of 4 bytes. */
    public long bytes() {
        long page = ARRAY_HEADER + (((long) stateSize * Float.BYTES) << pageShift);
        return pageCount * page
                + (long) pages.length * Integer.BYTES
                + (long) used.length * Long.BYTES
                + (long) removed.length * Integer.BYTES
                + 3L * ARRAY_HEADER;
    }

    /**
     * A slot for a new key, whose state is that of a stream without events. Slots that were removed are given out again,
     * the latest first.
     *
     * @throws IllegalStateException if there are 2^31 - 1 keys
     */
    public int add() {
        int slot;
        if (removedCount > 0) {
            slot = removed[--removedCount];
            clear(slot);
        } else {
            slot = limit;
            makeRoomFor(slot);
            limit++;
        }
        used[slot >>> 6] |= 1L << slot;
        size++;
        return slot;
    }

    private void makeRoomFor(int slot) {
        if (slot == Integer.MAX_VALUE) {
            throw new IllegalStateException("StateTable: a table holds at most 2^31 - 1 keys. Remove some first.");
        }
        if (slot >>> pageShift >= pageCount) {
            addPage();
        }
    }

    /** Adds a page and what goes with it; changes nothing if there is not enough memory. */
    private void addPage() {
        float[] page = new float[stateSize << pageShift];
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, Math.max(4, pageCount + pageCount / 2));
        }
        int words = words((pageCount + 1L) << pageShift);
        if (words > used.length) {
            used = Arrays.copyOf(used, Math.max(words, used.length * 2));
        }
        pages[pageCount++] = page;
    }

    /** How long {@link #used} is for so many slots. */
    private static int words(long slots) {
        return (int) ((Math.min(Integer.MAX_VALUE, slots) + Long.SIZE - 1) / Long.SIZE);
    }

    /** Forgets a key; a later one may get its slot. */
    public void remove(int slot) {
        check(slot);
        if (removedCount == removed.length) {
            removed = Arrays.copyOf(removed, (int) Math.min(limit, Math.max(16, removedCount * 2L)));
        }
        removed[removedCount++] = slot;
        used[slot >>> 6] &= ~(1L << slot);
        size--;
    }

    /** Whether a key has this slot now. */
    public boolean contains(int slot) {
        return slot >= 0 && slot < limit && (used[slot >>> 6] & 1L << slot) != 0;
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

    // ---- errors -----------------------------------------------------------------------------------------------------

    /** Checks that the first {@code n} of these slots are in use. */
    void check(int[] slots, int n) {
        for (int i = 0; i < n; i++) {
            if (!contains(slots[i])) {
                throw noKey("slots[" + i + "]=" + slots[i]);
            }
        }
    }

    private void check(int slot) {
        if (!contains(slot)) {
            throw noKey("slot=" + slot);
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

    private static IllegalArgumentException noKey(String received) {
        return new IllegalArgumentException(
                "StateTable: a slot must come from add() and not be removed. Received: " + received + ".");
    }
}
