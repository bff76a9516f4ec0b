package io.github.gru4j.keras;

import io.jhdf.GlobalHeap;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The heaps of an HDF5 file in which texts of any length stand. Each is read once, however many attributes refer to it.
 *
 * <p>Not thread-safe.
 */
final class HdfHeaps {

    /** HDF5 file format, III.E: signature, version and reserved bytes come before the size of a global heap. */
    private static final int SIZE_AT = 8;

    /** What a heap takes for each byte of it, when all that is in it is short. */
    private static final long MEMORY_PER_BYTE = 16;

    private final HdfBackingStorage storage;
    private final long limit;
    private final Map<Long, GlobalHeap> heaps = new HashMap<>();

    /**
     * The heaps of a file, none of them read.
     *
     * @param limit the size of the file
     */
    HdfHeaps(HdfBackingStorage storage, long limit) {
        this.storage = storage;
        this.limit = limit;
    }

    /** How many bytes an address has. */
    int addressSize() {
        return storage.getSizeOfOffsets();
    }

    /**
     * What stands in a heap under a number.
     *
     * @param here names who refers to it, in errors
     * @throws KerasFormatException if the heap is larger than the file, or there is no memory for it
     */
    ByteBuffer find(long address, int index, Place here) {
        GlobalHeap heap = heaps.get(address);
        if (heap == null) {
            int lengthSize = storage.getSizeOfLengths();
            long size = number(storage.readBufferFromAddress(address + SIZE_AT, lengthSize), 0, lengthSize);
            if (size < 0 || size > limit) {
                throw here.error("must be in heaps that fit their file, of " + limit + " bytes. Received: more.");
            }
            here.memory().spend(size, MEMORY_PER_BYTE, "a heap of texts", here);
            heap = new GlobalHeap(storage, address);
            heaps.put(address, heap);
        }
        return heap.getObjectData(index);
    }

    /** A number of some bytes, the lowest first. */
    static long number(ByteBuffer data, int at, int size) {
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | (data.get(at + i) & 0xff);
        }
        return number;
    }
}
