package io.github.gru4j.keras;

import io.github.gru4j.keras.SafeTensorsHeader.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Reads a file in the safetensors format: 8 bytes, little-endian, with the length of the header, the header
 * ({@link SafeTensorsHeader}), then the data. Of the data only a small buffer is in memory at a time.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">The format</a>
 */
final class SafeTensorsReader implements AutoCloseable {

    /** The limit of the format's own reader. */
    static final long HEADER_LIMIT = 100_000_000;

    /** How many bytes a byte of the header may take, when all of its tensors are small: measured, with their names. */
    private static final long MEMORY_PER_BYTE = 32;

    private static final int BUFFER = 1 << 16; // a multiple of every size of an element

    private final FileChannel channel;
    private final Place place;
    private final Map<String, Entry> tensors;
    private final long dataStart;

    /** Takes the numbers of a tensor, in row-major order. */
    @FunctionalInterface
    interface Sink {
        /** Takes the number at a position. */
        void put(int position, double value);
    }

    private SafeTensorsReader(FileChannel channel, Place place) throws IOException {
        this.channel = channel;
        this.place = place;
        long length = channel.size();
        long headerLength =
                length < Long.BYTES ? -1 : read(0, Long.BYTES, place).getLong();
        // As an unsigned number, a negative length is above every limit.
        if (headerLength < 0 || headerLength > HEADER_LIMIT || headerLength > length - Long.BYTES) {
            throw place.error("must be a safetensors file: 8 bytes with the length of a header of at most "
                    + HEADER_LIMIT
                    + " bytes, the header, the data. Received: "
                    + (length < Long.BYTES
                            ? length + " bytes"
                            : "header length=" + Long.toUnsignedString(headerLength) + " in " + length + " bytes")
                    + ". What torch.save writes is another format; save_file of safetensors.torch writes this one.");
        }
        this.dataStart = Long.BYTES + headerLength;
        long memory = MEMORY_PER_BYTE * headerLength;
        if (memory > MemoryBudget.DEFAULT) {
            throw place.entry("header")
                    .error("must not make reading take more memory than " + MemoryBudget.DEFAULT
                            + " bytes. Received: header length=" + headerLength + ", for which it may take " + memory
                            + " bytes.");
        }
        byte[] header = read(Long.BYTES, (int) headerLength, place).array();
        this.tensors = SafeTensorsHeader.read(header, length - dataStart, place);
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws KerasFormatException if it is no sound safetensors file
     * @throws IOException if there is no such file or it cannot be read
     */
    static SafeTensorsReader open(Path path) throws IOException {
        Place place = Place.of(path.toString());
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw place.error("must be a file, in the safetensors format. Received: a directory or device.");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new SafeTensorsReader(channel, place);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The tensors by name, as the header lists them. */
    Map<String, Entry> tensors() {
        return tensors;
    }

    /** The file, for errors. */
    Place place() {
        return place;
    }

    /** A tensor, for errors. */
    Place place(String tensor) {
        return SafeTensorsHeader.place(place, tensor);
    }

    /**
     * Reads a tensor of one of {@link SafeTensorsType#WEIGHTS}; every number comes exactly as it stands there.
     *
     * @param sink gets the numbers
     * @throws IOException if the file cannot be read
     */
    void read(Entry entry, Sink sink) throws IOException {
        int elementSize = entry.type().bits() / Byte.SIZE;
        int position = 0;
        for (long at = entry.begin(); at < entry.end(); at += BUFFER) {
            int count = (int) Math.min(BUFFER, entry.end() - at);
            ByteBuffer bytes = read(dataStart + at, count, place(entry.name()));
            for (int i = 0; i < count; i += elementSize) {
                sink.put(position++, number(bytes, i, entry.type()));
            }
        }
    }

    private static double number(ByteBuffer bytes, int index, SafeTensorsType type) {
        return switch (type) {
            case F32 -> bytes.getFloat(index);
            case F64 -> bytes.getDouble(index);
            case F16 -> half(bytes.getShort(index));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(index) << 16); // the upper half of a float32
            default ->
                throw new IllegalArgumentException("SafeTensorsReader: type must be one of " + SafeTensorsType.WEIGHTS
                        + ". Received: type=" + type + ".");
        };
    }

    /** A float16: a sign, five bits of exponent with a bias of 15, ten of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size = switch (exponent) {
            case 0 -> fraction * 0x1p-24f; // subnormal
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
        return bits < 0 ? -size : size;
    }

    /** Reads a part of the file, which is known to be there. */
    private ByteBuffer read(long position, int count, Place where) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw where.error("must be as long as when it was opened. Received: the end of the file.");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
