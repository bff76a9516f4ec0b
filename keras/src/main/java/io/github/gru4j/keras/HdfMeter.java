package io.github.gru4j.keras;

import io.jhdf.Superblock;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes of an HDF5 file in memory, where every access is paid for from the memory budget: parsers that run over it end
 * when they have read too much, in whatever circles the file leads them.
 *
 * <p>Not thread-safe.
 */
final class HdfMeter implements HdfBackingStorage {

    /** How many bytes the library takes for a byte of structure, when it reads it as often as it does. */
    private static final long MEMORY_PER_BYTE = 40;

    /** What an access takes besides. */
    private static final int ACCESS = 16;

    private final HdfBackingStorage bytes;
    private final Place place;

    /**
     * A file of which nothing was read.
     *
     * @param bytes the file
     * @param place where it is
     */
    HdfMeter(HdfBackingStorage bytes, Place place) {
        this.bytes = bytes;
        this.place = place;
    }

    /** Pays for bytes that are read past {@link #readBufferFromAddress}. */
    void pay(long length) {
        place.memory().spend(length + ACCESS, MEMORY_PER_BYTE, "HDF5 structure", place);
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        pay(length);
        return bytes.readBufferFromAddress(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        pay(length);
        return bytes.map(address, length);
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        pay(length);
        return bytes.mapNoOffset(address, length);
    }

    @Override
    public long getUserBlockSize() {
        return bytes.getUserBlockSize();
    }

    @Override
    public Superblock getSuperblock() {
        return bytes.getSuperblock();
    }

    @Override
    public FileChannel getFileChannel() {
        return bytes.getFileChannel();
    }

    @Override
    public int getSizeOfOffsets() {
        return bytes.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return bytes.getSizeOfLengths();
    }

    @Override
    public void close() {
        bytes.close();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public boolean inMemory() {
        return bytes.inMemory();
    }
}
