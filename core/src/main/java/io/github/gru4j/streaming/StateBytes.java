package io.github.gru4j.streaming;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** A state as bytes; the form is described at {@link StreamingState#toBytes}. */
final class StateBytes {

    private static final int MAGIC = 'G' | '4' << 8 | 'J' << 16 | 'S' << 24; // "G4JS", little-endian
    private static final int VERSION = 1;
    private static final int HEAD = 28; // bytes before the numbers
    private static final int TAIL = Integer.BYTES; // the checksum

    private StateBytes() {}

    static int length(StateLayout layout) {
        return Math.addExact(HEAD + TAIL, Math.multiplyExact(Float.BYTES, layout.size()));
    }

    static void write(StateLayout layout, float[] numbers, ByteBuffer target) {
        int length = length(layout);
        if (target.remaining() < length) {
            throw new IllegalArgumentException("StreamingState: target must have room for " + length
                    + " bytes. Received: remaining=" + target.remaining() + ".");
        }
        int start = target.position();
        ByteOrder order = target.order();
        try {
            target.order(ByteOrder.LITTLE_ENDIAN);
            target.putInt(MAGIC).putInt(VERSION);
            target.putLong(layout.fingerprint().architecture());
            target.putLong(layout.fingerprint().weights());
            target.putInt(numbers.length);
            for (float number : numbers) {
                target.putInt(Float.floatToRawIntBits(number));
            }
            target.putInt(checksum(layout, target, start, length - TAIL));
        } finally {
            target.order(order);
        }
    }

    /**
     * Reads numbers, or says that they start anew.
     *
     * @param numbers overwritten where the answer is true
     */
    static boolean read(StateLayout layout, float[] numbers, ByteBuffer source, ModelChange change) {
        int start = source.position();
        ByteOrder order = source.order();
        try {
            source.order(ByteOrder.LITTLE_ENDIAN);
            check(layout, source, start, source.remaining());
            int at = start + 2 * Integer.BYTES;
            long architecture = source.getLong(at);
            long weights = source.getLong(at + Long.BYTES);
            boolean kept = layout.keeps(architecture, weights, source.getInt(start + HEAD - Integer.BYTES), change);
            for (int i = 0; kept && i < numbers.length; i++) {
                numbers[i] = Float.intBitsToFloat(source.getInt(start + HEAD + i * Float.BYTES));
            }
            source.position(source.limit());
            return kept;
        } finally {
            source.order(order);
        }
    }

    private static void check(StateLayout layout, ByteBuffer source, int start, int length) {
        if (length < HEAD + TAIL || source.getInt(start) != MAGIC) {
            throw damaged(length, "do not begin like those of a state");
        }
        int version = source.getInt(start + Integer.BYTES);
        if (version != VERSION) {
            throw damaged(length, "have version " + version + ", where this release reads version " + VERSION);
        }
        int count = source.getInt(start + HEAD - Integer.BYTES);
        if (count < 0 || (long) count * Float.BYTES != (long) length - HEAD - TAIL) {
            throw damaged(length, "say that they hold " + count + " numbers, which is not their length");
        }
        if (checksum(layout, source, start, length - TAIL) != source.getInt(start + length - TAIL)) {
            throw damaged(length, "do not have the checksum that they say");
        }
    }

    /** The CRC-32C of a part of a buffer, whose position and limit stay. */
    private static int checksum(StateLayout layout, ByteBuffer buffer, int start, int length) {
        CRC32C checksum = layout.checksum();
        int position = buffer.position();
        int limit = buffer.limit();
        checksum.reset();
        checksum.update(buffer.limit(start + length).position(start));
        buffer.limit(limit).position(position);
        return (int) checksum.getValue();
    }

    private static DamagedStateException damaged(int length, String how) {
        return new DamagedStateException(
                "StreamingState: bytes must be those of a state, whole and unchanged. Received: " + length
                        + " bytes that " + how + ".");
    }
}
