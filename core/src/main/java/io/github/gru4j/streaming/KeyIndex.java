package io.github.gru4j.streaming;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The slots of keys, and the keys of slots: open addressing over slot numbers, so that a key takes 8 to 16 bytes beside its
 * own object. Not thread-safe.
 */
final class KeyIndex<K> {

    private static final int MIN_ENTRIES = 16;

    private int[] entries =
            new int[MIN_ENTRIES]; // slot + 1, or 0; a key's is at its hash or in the run that begins there
    private Object[] keys = new Object[MIN_ENTRIES]; // (slots), null where the slot is free
    private int size;

    int size() {
        return size;
    }

    long bytes() {
        return 4L * entries.length + 4L * keys.length;
    }

    /** The slot of a key, or -1. */
    int slotOf(K key) {
        int mask = entries.length - 1;
        for (int at = hash(key) & mask; entries[at] != 0; at = (at + 1) & mask) {
            int slot = entries[at] - 1;
            if (keys[slot].equals(key)) {
                return slot;
            }
        }
        return -1;
    }

    /** The key in a slot; null if it is free. */
    @SuppressWarnings("unchecked") // only keys are put there
    @Nullable
    K keyOf(int slot) {
        return slot < keys.length ? (K) keys[slot] : null;
    }

    /** Adds a key that is not there. */
    void put(K key, int slot) {
        if (slot >= keys.length) {
            keys = Arrays.copyOf(keys, Math.max(slot + 1, (int) Math.min(Integer.MAX_VALUE - 8, keys.length * 3L / 2)));
        }
        if (2L * (size + 1) > entries.length && entries.length < 1 << 30) {
            grow();
        }
        keys[slot] = key;
        insert(slot);
        size++;
    }

    /** Removes the key in a slot. */
    void remove(int slot) {
        int mask = entries.length - 1;
        int hole = hash(keys[slot]) & mask;
        while (entries[hole] != slot + 1) {
            hole = (hole + 1) & mask;
        }
        // What follows moves up where its search would stop at the hole.
        for (int at = (hole + 1) & mask; entries[at] != 0; at = (at + 1) & mask) {
            int home = hash(keys[entries[at] - 1]) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                entries[hole] = entries[at];
                hole = at;
            }
        }
        entries[hole] = 0;
        keys[slot] = null;
        size--;
    }

    private void grow() {
        int[] old = entries;
        entries = new int[2 * old.length];
        for (int entry : old) {
            if (entry != 0) {
                insert(entry - 1);
            }
        }
    }

    private void insert(int slot) {
        int mask = entries.length - 1;
        int at = hash(keys[slot]) & mask;
        while (entries[at] != 0) {
            at = (at + 1) & mask;
        }
        entries[at] = slot + 1;
    }

    private static int hash(Object key) {
        int hash = key.hashCode() * 0x9E3779B9; // the golden ratio spreads neighbours over the high bits
        return hash ^ hash >>> 15;
    }
}
