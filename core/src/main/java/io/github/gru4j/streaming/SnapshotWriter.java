package io.github.gru4j.streaming;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the states of a table, and the keys that they belong to, as {@link SnapshotHeader} says. Used once. */
final class SnapshotWriter {

    private final StateTable table;
    private final @Nullable IntFunction<byte[]> keyOf;
    private final FileChannel file;
    private final SnapshotHeader first; // without what is known at the end
    private int[] slots = new int[256]; // of the block
    private final List<byte[]> keys = new ArrayList<>(); // of the block
    private int rows;
    private int blocks;
    private long length = SnapshotHeader.BYTES;

    private SnapshotWriter(StateTable table, @Nullable IntFunction<byte[]> keyOf, FileChannel file) {
        this.table = table;
        this.keyOf = keyOf;
        this.file = file;
        ModelFingerprint model = table.layout().fingerprint();
        this.first =
                new SnapshotHeader(keyOf != null, model, table.stateSize(), table.size(), table.limit(), 0, length);
    }

    /**
     * Writes a whole file.
     *
     * @param keyOf gives the bytes of the key in a slot; null for a table alone
     */
    static void write(StateTable table, @Nullable IntFunction<byte[]> keyOf, FileChannel file) throws IOException {
        new SnapshotWriter(table, keyOf, file).write();
    }

    private void write() throws IOException {
        // The header comes last: a file that was given up is not taken for a snapshot.
        put(ByteBuffer.allocate(SnapshotHeader.BYTES), 0);
        long bytes = 0;
        for (int slot = table.nextUsed(0); slot >= 0; slot = table.nextUsed(slot + 1)) {
            bytes += add(slot);
            if (SnapshotHeader.full(bytes)) {
                flush(bytes);
                bytes = 0;
            }
        }
        if (rows > 0) {
            flush(bytes);
        }
        put(first.with(blocks, length).encode(), 0);
    }

    /** Adds a key to the block; returns how many bytes it takes. */
    private long add(int slot) {
        if (rows == slots.length) {
            slots = Arrays.copyOf(slots, 2 * rows);
        }
        slots[rows++] = slot;
        if (keyOf == null) {
            return first.row();
        }
        byte[] key = keyOf.apply(slot);
        keys.add(key);
        return first.row() + key.length;
    }

    private void flush(long bytes) throws IOException {
        if (bytes > Integer.MAX_VALUE - 64) {
            throw new IllegalStateException(
                    "StateTable: a state must have less than 2 GiB. Received: " + bytes + " bytes.");
        }
        ByteBuffer block = SnapshotHeader.buffer(SnapshotHeader.BLOCK_HEAD + (int) bytes + SnapshotHeader.CHECKSUM)
                .putInt(blocks)
                .putInt(rows)
                .putInt((int) bytes);
        block.asIntBuffer().put(slots, 0, rows);
        block.position(block.position() + rows * Integer.BYTES);
        for (int row = 0; row < rows; row++) {
            block.putLong(table.lastUseOf(slots[row]));
        }
        int stateSize = table.stateSize();
        float[] states = new float[rows * stateSize];
        for (int row = 0; row < rows; row++) {
            table.read(slots[row], states, row * stateSize);
        }
        block.asFloatBuffer().put(states);
        block.position(block.position() + states.length * Float.BYTES);
        for (byte[] key : keys) {
            block.putInt(key.length);
        }
        keys.forEach(block::put);
        CRC32C checksum = first.begin();
        checksum.update(block.array(), 0, block.position());
        block.putInt((int) checksum.getValue()).flip();
        length += put(block, length);
        blocks++;
        rows = 0;
        keys.clear();
    }

    private int put(ByteBuffer bytes, long at) throws IOException {
        int count = bytes.remaining();
        long to = at;
        while (bytes.hasRemaining()) {
            to += file.write(bytes, to);
        }
        return count;
    }
}
