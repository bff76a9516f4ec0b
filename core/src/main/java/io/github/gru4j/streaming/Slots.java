package io.github.gru4j.streaming;

import java.util.Arrays;

/**
 * Which slots of a table are in use, and which to give out next: removed ones first, the latest first, then the lowest that
 * is free. One thread at a time may change it, while any number ask {@link #contains} about slots that they own.
 */
final class Slots {

    /*
     * Volatile, so that a thread which asks while another grows the table sees the old bits or all of the new ones. The
     * bits of an owned slot are the same in both.
     */
    private volatile long[] used = {}; // a bit per slot

    private int[] removed = {}; // slots to give out again, the latest last
    private int removedCount;
    private int limit; // every slot given out so far is below
    private int sweep; // from here on, slots that are free may not be among the removed ones
    private int size;

    int size() {
        return size;
    }

    int limit() {
        return limit;
    }

    long bytes() {
        return (long) used.length * Long.BYTES + (long) removed.length * Integer.BYTES;
    }

    boolean contains(int slot) {
        return contains(used, slot);
    }

    private static boolean contains(long[] used, int slot) {
        int word = slot >>> 6; // of a negative slot, beyond all words
        return word < used.length && (used[word] & 1L << slot) != 0;
    }

    /** Makes room for slots up to {@code slots}; changes nothing if there is not enough memory. */
    void reserve(long slots) {
        int words = (int) ((Math.min(Integer.MAX_VALUE, slots) + Long.SIZE - 1) / Long.SIZE);
        if (words > used.length) {
            used = Arrays.copyOf(used, used.length == 0 ? words : Math.max(words, used.length * 2));
        }
    }

    /** The slot that {@link #take} will give out. */
    int next() {
        if (removedCount > 0) {
            return removed[removedCount - 1];
        }
        while (sweep < limit && contains(sweep)) {
            sweep++;
        }
        return sweep;
    }

    /** Gives out a slot for which there is room. */
    int take() {
        int slot = next();
        if (removedCount > 0) {
            removedCount--;
        } else {
            sweep = slot + 1;
            limit = Math.max(limit, sweep);
        }
        set(slot);
        return slot;
    }

    /** Gives out a slot that no other has; slots in ascending order, before any other is given out. */
    void take(int slot) {
        limit = slot + 1;
        sweep = limit;
        set(slot);
    }

    private void set(int slot) {
        used[slot >>> 6] |= 1L << slot;
        size++;
    }

    /** Takes back a slot in use. */
    void remove(int slot) {
        remember(slot);
        used[slot >>> 6] &= ~(1L << slot);
        size--;
    }

    private void remember(int slot) {
        if (removedCount == removed.length) {
            removed = Arrays.copyOf(removed, (int) Math.min(limit, Math.max(16, removedCount * 2L)));
        }
        removed[removedCount++] = slot;
    }

    /** Lets every slot below {@code newLimit} that is not in use be given out again, the lowest first. */
    void freeTheRest(int newLimit) {
        limit = newLimit;
        sweep = 0;
    }

    /** The first slot in use from {@code from} on, or -1. */
    int nextUsed(int from) {
        for (int word = from >>> 6; word < used.length; word++) {
            long bits = used[word];
            if (word == from >>> 6) {
                bits &= -1L << from;
            }
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    /** Checks that the first {@code n} of these slots are in use. */
    void check(int[] slots, int n) {
        long[] bits = used;
        for (int i = 0; i < n; i++) {
            if (!contains(bits, slots[i])) {
                throw noKey("slots[" + i + "]=" + slots[i]);
            }
        }
    }

    void check(int slot) {
        if (!contains(slot)) {
            throw noKey("slot=" + slot);
        }
    }

    private static IllegalArgumentException noKey(String received) {
        return new IllegalArgumentException(
                "StateTable: a slot must come from add() and not be removed. Received: " + received + ".");
    }
}
