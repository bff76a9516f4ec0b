package io.github.gru4j.streaming;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first bytes of a snapshot. All numbers of the file are little-endian.
 *
 * <pre>
 *  0  8  "GRU4JKEY"
 *  8  4  version of the format
 * 12  4  0: a table, 1: a stream with keys
 * 16  8  fingerprint of the model's architecture
 * 24  8  fingerprint of its weights
 * 32  4  numbers of a state
 * 36  4  keys
 * 40  4  every slot is below
 * 44  4  blocks
 * 48  8  bytes of the file
 * 56  4  CRC-32C of the bytes above
 * </pre>
 *
 * <p>Then the blocks, each of about 1 MiB or of one key:
 *
 * <pre>
 *  4  number of the block, from 0
 *  4  rows, its keys, in ascending order of their slots
 *  4  bytes of what follows without the checksum
 *     slots (rows, 4), last uses (rows, 8), states (rows, numbers, 4), with keys: lengths (rows, 4), the keys' bytes
 *  4  CRC-32C of the first 44 bytes of the file and all of the block
 * </pre>
 */
record SnapshotHeader(
        boolean keyed, ModelFingerprint model, int stateSize, int keys, int limit, int blocks, long length) {

    static final int BYTES = 60;
    static final int BLOCK_HEAD = 12;
    static final int CHECKSUM = 4;
    static final int MAX_KEY = 1 << 16;

    private static final long MAGIC = 0x59454B_4A34555247L; // "GRU4JKEY", the first letter lowest
    private static final int VERSION = 1;
    private static final int KNOWN_FIRST = 44; // the bytes that are known before the blocks are written
    private static final int BLOCK = 1 << 20; // a block is closed when it has so many bytes

    /** The bytes of one key in a block without its key. */
    long row() {
        return Integer.BYTES + Long.BYTES + (keyed ? Integer.BYTES : 0) + (long) stateSize * Float.BYTES;
    }

    /** Whether a block of so many bytes takes no further key. */
    static boolean full(long bytes) {
        return bytes >= BLOCK;
    }

    /** The most bytes that a block may have between its head and its checksum. */
    long maxBlock() {
        return BLOCK + row() + (keyed ? MAX_KEY : 0);
    }

    SnapshotHeader with(int countedBlocks, long bytes) {
        return new SnapshotHeader(keyed, model, stateSize, keys, limit, countedBlocks, bytes);
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer encode() {
        ByteBuffer bytes = buffer(BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(keyed ? 1 : 0)
                .putLong(model.architecture())
                .putLong(model.weights())
                .putInt(stateSize)
                .putInt(keys)
                .putInt(limit)
                .putInt(blocks)
                .putLong(length);
        return bytes.putInt(checksum(bytes.array(), BYTES - CHECKSUM)).flip();
    }

    /** A checksum to go on with over a block: a block of another snapshot does not fit. */
    CRC32C begin() {
        CRC32C checksum = new CRC32C();
        checksum.update(encode().array(), 0, KNOWN_FIRST);
        return checksum;
    }

    private static int checksum(byte[] bytes, int count) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, count);
        return (int) checksum.getValue();
    }

    /**
     * Reads and checks a header.
     *
     * @param size the bytes of the file
     */
    static SnapshotHeader decode(ByteBuffer bytes, long size, Refusal refusal) {
        if (bytes.limit() < BYTES) {
            throw refusal.of("byte " + bytes.limit(), "the file must begin with a header of " + BYTES + " bytes");
        }
        if (bytes.getLong(0) != MAGIC) {
            throw refusal.of("byte 0", "the file must begin with the letters GRU4JKEY of a snapshot");
        }
        if (bytes.getInt(8) != VERSION) {
            throw refusal.of(
                    "byte 8", "the format must have version " + VERSION + ". Received: version=" + bytes.getInt(8));
        }
        if (bytes.getInt(BYTES - CHECKSUM) != checksum(bytes.array(), BYTES - CHECKSUM)) {
            throw refusal.of("byte " + (BYTES - CHECKSUM), "the header must match its checksum; it is damaged");
        }
        SnapshotHeader header = new SnapshotHeader(
                bytes.getInt(12) == 1,
                new ModelFingerprint(bytes.getLong(16), bytes.getLong(24)),
                bytes.getInt(32),
                bytes.getInt(36),
                bytes.getInt(40),
                bytes.getInt(44),
                bytes.getLong(48));
        boolean possible = (bytes.getInt(12) | 1) == 1
                && header.stateSize >= 0
                && header.keys >= 0
                && header.keys <= header.limit
                && header.blocks >= 0
                && header.blocks <= header.keys;
        if (!possible) {
            throw refusal.of("byte 12", "the header must hold possible numbers. Received: " + header);
        }
        if (header.length != size) {
            throw refusal.of(
                    "byte " + Math.min(size, header.length),
                    "the file must have " + header.length + " bytes. Received: " + size + " bytes");
        }
        return header;
    }

    /** Makes the exception for a file. */
    interface Refusal {
        DamagedStateException of(String place, String rule);
    }
}
