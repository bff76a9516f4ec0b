package io.github.gru4j.streaming;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When each slot of a table was last used, by the caller's clock: 8 bytes per slot, for a page of slots from its first mark
 * on. Threads may mark different slots at the same time.
 */
final class LastUses {

    /** The time of a slot that was never marked. */
    static final long NEVER = Long.MIN_VALUE;

    private final int shift; // a page holds 1 << shift slots
    private final int mask;

    /*
     * Times are kept with their highest bit flipped, so that a page of zeros says NEVER: a thread that sees a page which
     * another one has just made need not wait to see it filled.
     */
    private volatile long[][] pages = {};

    LastUses(int shift) {
        this.shift = shift;
        this.mask = (1 << shift) - 1;
    }

    void mark(int slot, long now) {
        long[] page = page(slot >>> shift);
        if (page == null) {
            page = make(slot >>> shift);
        }
        page[slot & mask] = now ^ NEVER;
    }

    long of(int slot) {
        long[] page = page(slot >>> shift);
        return page == null ? NEVER : page[slot & mask] ^ NEVER;
    }

    void forget(int slot) {
        long[] page = page(slot >>> shift);
        if (page != null) {
            page[slot & mask] = 0;
        }
    }

    long bytes() {
        long bytes = 0;
        for (long[] page : pages) {
            bytes += Integer.BYTES + (page == null ? 0 : 16L + (long) page.length * Long.BYTES);
        }
        return bytes;
    }

    private long @Nullable [] page(int index) {
        long[][] all = pages;
        return index < all.length ? all[index] : null;
    }

    private synchronized long[] make(int index) {
        long[] page = page(index);
        if (page == null) {
            page = new long[1 << shift];
            long[][] all = Arrays.copyOf(pages, Math.max(pages.length, index + 1));
            all[index] = page;
            pages = all;
        }
        return page;
    }
}
