package io.github.gru4j.benchmarks.keys;

import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StateTable;
import java.util.Arrays;

/**
 * Who lives in a table: for each slot the key, how many events it has had and when the last one came, in memory that does
 * not grow. Not thread-safe.
 */
final class Population {

    private final long[] keys; // by slot
    private final int[] events; // by slot
    private final long[] lastUses; // by slot
    private final int[] live; // slots in use, in any order
    private final int[] places; // by slot: where it is in live
    private int size;
    private long born;

    /** Room for so many keys at a time. */
    Population(int most) {
        keys = new long[most];
        events = new int[most];
        lastUses = new long[most];
        live = new int[most];
        places = new int[most];
    }

    int size() {
        return size;
    }

    int most() {
        return live.length;
    }

    long born() {
        return born;
    }

    long key(int slot) {
        return keys[slot];
    }

    int events(int slot) {
        return events[slot];
    }

    /** A new key in a slot that the table gave. */
    void add(int slot, long now) {
        keys[slot] = born++;
        events[slot] = 0;
        lastUses[slot] = now;
        places[slot] = size;
        live[size++] = slot;
    }

    void remove(int slot) {
        int last = live[--size];
        live[places[slot]] = last;
        places[last] = places[slot];
    }

    int random(Generator generator) {
        return live[(int) generator.nextUniform(0, size)];
    }

    /** Counts an event; returns its number. */
    int next(int slot, long now) {
        lastUses[slot] = now;
        return events[slot]++;
    }

    /** Fails if the table holds other keys, or other times, than this. */
    void compare(StateTable table) {
        int[] slots = Arrays.copyOf(live, size);
        Arrays.sort(slots);
        if (!Arrays.equals(slots, table.slots())) {
            throw new IllegalStateException("Soak: the table must hold the keys that came and did not go.");
        }
        for (int slot : slots) {
            if (table.lastUse(slot) != lastUses[slot]) {
                throw new IllegalStateException("Soak: the table must know the last use of slot " + slot + ".");
            }
        }
    }

    /** Removes the keys that the table let expire; fails if they are not those that were not used since. */
    int expire(StateTable table, long before) {
        int expected = 0;
        for (int i = 0; i < size; i++) {
            expected += lastUses[live[i]] < before ? 1 : 0;
        }
        int expired = table.expire(before, slot -> {
            if (lastUses[slot] >= before) {
                throw new IllegalStateException("Soak: slot " + slot + " must not expire.");
            }
            remove(slot);
        });
        if (expired != expected) {
            throw new IllegalStateException("Soak: " + expected + " keys must expire. Received: " + expired + ".");
        }
        return expired;
    }
}
