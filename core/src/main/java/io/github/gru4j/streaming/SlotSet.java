package io.github.gru4j.streaming;

import java.util.Arrays;

/**
 * The slots met in a chunk, to notice one that comes twice. Open addressing; forgetting everything costs nothing, because
 * an entry counts in its own round only. Not thread-safe.
 */
final class SlotSet {

    private final long[] entries; // round << 32 | slot; the rounds begin at 1
    private final int shift;
    private int round = 1;

    /**
     * @param most how many slots there may be in a round
     */
    SlotSet(int most) {
        int bits = 33 - Integer.numberOfLeadingZeros(most); // at most half full, so that a search is short
        this.entries = new long[1 << bits];
        this.shift = Integer.SIZE - bits;
    }

    /** Begins a new round, without slots. */
    void clear() {
        if (++round == 0) {
            Arrays.fill(entries, 0);
            round = 1;
        }
    }

    /** Adds a slot; false if it is there already. */
    boolean add(int slot) {
        long entry = ((long) round << 32) | slot;
        int at = (slot * 0x9E3779B9) >>> shift; // the golden ratio spreads neighbours
        while ((entries[at] >>> 32) == Integer.toUnsignedLong(round)) {
            if (entries[at] == entry) {
                return false;
            }
            at = (at + 1) & (entries.length - 1);
        }
        entries[at] = entry;
        return true;
    }
}
