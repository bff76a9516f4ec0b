package io.github.gru4j.streaming;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link SnapshotWriter} wrote. Trusts nothing: every byte is covered by a checksum, and every number checked
 * before memory is taken for it. Used once.
 */
final class SnapshotReader {

    /** Takes the bytes of a key. */
    interface Keys {

        /**
         * A key.
         *
         * @throws IllegalArgumentException if the bytes are no key; the message says why
         */
        void accept(int slot, byte[] key);
    }

    private final Path path;
    private final FileChannel file;
    private final @Nullable Keys keys;
    private long at;

    private SnapshotReader(Path path, FileChannel file, @Nullable Keys keys) {
        this.path = path;
        this.file = file;
        this.keys = keys;
    }

    /**
     * Reads a table.
     *
     * @param keys takes the keys; null for a table alone
     */
    static StateTable read(Path path, FileChannel file, StateLayout layout, ModelChange change, @Nullable Keys keys)
            throws IOException {
        SnapshotReader reader = new SnapshotReader(path, file, keys);
        try {
            return reader.read(layout, change);
        } catch (OutOfMemoryError e) { // the highest slot decides how much memory the table takes
            throw reader.refuse("byte 40", "the table must fit into memory: " + e.getMessage());
        }
    }

    private DamagedStateException refuse(String place, String rule) {
        return new DamagedStateException("StateTable: " + path + ", " + place + ": " + rule + ".");
    }

    private StateTable read(StateLayout layout, ModelChange change) throws IOException {
        SnapshotHeader header = SnapshotHeader.decode(get(SnapshotHeader.BYTES), file.size(), this::refuse);
        if (header.keyed() != (keys != null)) {
            throw refuse(
                    "byte 12",
                    header.keyed()
                            ? "a snapshot of a KeyedStream must be restored by KeyedStream"
                            : "a snapshot of a StateTable must be restored by StateTable");
        }
        boolean keep = keeps(header, layout, change);
        StateTable table = new StateTable(layout, 0);
        int slot = -1;
        for (int block = 0; block < header.blocks(); block++) {
            slot = block(header, block, table, keep, slot);
        }
        if (table.size() != header.keys() || at != header.length()) {
            throw refuse("byte " + at, "the blocks must hold " + header.keys() + " keys and end with the file");
        }
        table.freeTheRest(header.limit());
        return table;
    }

    /** Whether the states of the file are taken over, or begin anew. */
    private boolean keeps(SnapshotHeader header, StateLayout layout, ModelChange change) {
        ModelFingerprint model = header.model();
        try {
            return layout.keeps(model.architecture(), model.weights(), header.stateSize(), change);
        } catch (ForeignStateException e) {
            String rule = String.valueOf(e.getMessage()).replaceFirst("^StreamingState: ", "");
            throw new ForeignStateException("StateTable: " + path + ", byte 16: " + rule);
        }
    }

    /** Reads a block into the table; returns its last slot. */
    private int block(SnapshotHeader header, int number, StateTable table, boolean keep, int slotBefore)
            throws IOException {
        String place = "block " + number + " at byte " + at;
        ByteBuffer head = get(SnapshotHeader.BLOCK_HEAD);
        if (head.limit() < SnapshotHeader.BLOCK_HEAD) {
            throw refuse(place, "the file must not end here");
        }
        int rows = head.getInt(4);
        int bytes = head.getInt(8);
        boolean possible = head.getInt(0) == number
                && rows > 0
                && bytes >= rows * header.row()
                && bytes <= header.maxBlock()
                && bytes <= header.length() - at - SnapshotHeader.CHECKSUM
                && (header.keyed() || bytes == rows * header.row());
        if (!possible) {
            throw refuse(
                    place,
                    "its number, rows and bytes must be possible. Received: number=" + head.getInt(0) + ", rows=" + rows
                            + ", bytes=" + bytes);
        }
        ByteBuffer body = get(bytes + SnapshotHeader.CHECKSUM);
        CRC32C checksum = header.begin();
        checksum.update(head.array());
        checksum.update(body.array(), 0, Math.min(bytes, body.limit()));
        if (body.limit() != bytes + SnapshotHeader.CHECKSUM || body.getInt(bytes) != (int) checksum.getValue()) {
            throw refuse(place, "the block must match its checksum; it is damaged");
        }
        return take(header, rows, body.limit(bytes), table, keep, slotBefore, place);
    }

    private int take(
            SnapshotHeader header,
            int rows,
            ByteBuffer body,
            StateTable table,
            boolean keep,
            int slotBefore,
            String place) {
        int uses = rows * Integer.BYTES;
        int states = uses + rows * Long.BYTES;
        long stateBytes = (long) header.stateSize() * Float.BYTES;
        int lengths = (int) (states + rows * stateBytes);
        body.position(lengths + (header.keyed() ? rows * Integer.BYTES : 0));
        float[] state = new float[keep ? header.stateSize() : 0];
        int before = slotBefore;
        for (int row = 0; row < rows; row++) {
            int slot = body.getInt(row * Integer.BYTES);
            if (slot <= before || slot >= header.limit()) {
                throw refuse(place, "slots must ascend and be below " + header.limit() + ". Received: slot=" + slot);
            }
            before = slot;
            table.place(slot, body.getLong(uses + row * Long.BYTES));
            if (keep) {
                body.slice((int) (states + row * stateBytes), (int) stateBytes)
                        .order(body.order())
                        .asFloatBuffer()
                        .get(state);
                table.write(slot, state, 0);
            }
            if (keys != null) {
                key(keys, slot, body, body.getInt(lengths + row * Integer.BYTES), place);
            }
        }
        if (body.hasRemaining()) {
            throw refuse(place, "the keys must end with the block");
        }
        return before;
    }

    private void key(Keys taker, int slot, ByteBuffer body, int length, String place) {
        if (length < 0 || length > body.remaining()) {
            throw refuse(place, "a key must lie within its block. Received: length=" + length);
        }
        byte[] key = new byte[length];
        body.get(key);
        try {
            taker.accept(slot, key);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
            throw refuse(place, "the bytes of a key must be one: " + why);
        }
    }

    /** The next bytes of the file, or fewer if it ends. */
    private ByteBuffer get(int count) throws IOException {
        ByteBuffer bytes = SnapshotHeader.buffer(count);
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return bytes.flip();
    }
}
