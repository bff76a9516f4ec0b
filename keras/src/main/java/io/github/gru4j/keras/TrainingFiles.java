package io.github.gru4j.keras;

import io.github.gru4j.model.TrainingState;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Reads and writes the {@link TrainingState} of a training that is to go on later. The format is this library's own, not
 * Keras's; {@link BackupAndRestore} does all that is needed around it.
 *
 * <p>Files are written beside their target and moved into place. A file that is damaged, of another kind or of a later
 * version ends in a {@link KerasFormatException}; reading takes no more memory than a few times the size of the file.
 *
 * <p>Thread-safe.
 */
public final class TrainingFiles {

    /*
     * All numbers big-endian: the eight bytes of MAGIC, the version (4 bytes), the length of the rest (8), its CRC-32 (4), and
     * the rest: notes, integers and tensors, each as a count (4) of entries. An entry is a name, then a text, 8 bytes, or a
     * tensor: its type (1; 0 is float32, 1 float64), its rank (1), its axes (4 each), its numbers in row-major order. Names
     * and texts are a length (4) and UTF-8.
     */
    private static final byte[] MAGIC = {(byte) 0x89, 'G', 'R', 'U', '4', 'J', 'T', '\n'};
    private static final int VERSION = 1;
    private static final int HEADER = 8 + 4 + 8 + 4;
    private static final int MAX_RANK = 16;

    private TrainingFiles() {}

    /** As {@link #save(TrainingState, Map, Path)} without notes. */
    public static void save(TrainingState state, Path path) {
        save(state, Map.of(), path);
    }

    /**
     * Saves the state of a training.
     *
     * @param notes what the caller wants to remember with it, such as how the training was asked for
     * @param path the target; its name does not matter
     * @throws UncheckedIOException if the file cannot be written; an old one is then as it was
     */
    public static void save(TrainingState state, Map<String, String> notes, Path path) {
        SafeFile.write(path, out -> {
            CheckedOutputStream counted = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
            DataOutputStream measured = new DataOutputStream(counted);
            long length = body(state, notes, measured);
            DataOutputStream data = new DataOutputStream(out);
            data.write(MAGIC);
            data.writeInt(VERSION);
            data.writeLong(length);
            data.writeInt((int) counted.getChecksum().getValue());
            body(state, notes, data);
            data.flush();
        });
    }

    /** Writes what follows the header, and says how long that is. */
    private static long body(TrainingState state, Map<String, String> notes, DataOutputStream out) throws IOException {
        long length = 0;
        out.writeInt(notes.size());
        length += 4;
        for (Map.Entry<String, String> note : notes.entrySet()) {
            length += text(note.getKey(), out) + text(note.getValue(), out);
        }
        out.writeInt(state.integers().size());
        length += 4;
        for (Map.Entry<String, Long> integer : state.integers().entrySet()) {
            length += text(integer.getKey(), out) + 8;
            out.writeLong(integer.getValue());
        }
        out.writeInt(state.tensors().size());
        length += 4;
        for (Map.Entry<String, Tensor> tensor : state.tensors().entrySet()) {
            length += text(tensor.getKey(), out) + tensor(tensor.getValue(), out);
        }
        return length;
    }

    private static long text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        return 4L + bytes.length;
    }

    private static long tensor(Tensor tensor, DataOutputStream out) throws IOException {
        boolean single = tensor.dtype() == DType.FLOAT32;
        int[] axes = tensor.shape().toArray();
        out.writeByte(single ? 0 : 1);
        out.writeByte(axes.length);
        for (int axis : axes) {
            out.writeInt(axis);
        }
        int chunk = 1024; // numbers
        ByteBuffer bytes = ByteBuffer.allocate(chunk * Double.BYTES);
        for (int from = 0; from < tensor.size(); from += chunk) {
            bytes.clear();
            for (int i = from; i < Math.min(tensor.size(), from + chunk); i++) {
                if (single) {
                    bytes.putFloat(tensor.floats()[i]);
                } else {
                    bytes.putDouble(tensor.doubles()[i]);
                }
            }
            out.write(bytes.array(), 0, bytes.position());
        }
        return 2 + 4L * axes.length + (single ? 4L : 8L) * tensor.size();
    }

    /** What a file holds. */
    private record Contents(Map<String, String> notes, TrainingState state) {}

    /**
     * Loads the state of a training.
     *
     * @throws KerasFormatException if the file is damaged, or no such file
     * @throws UncheckedIOException if there is no file or it cannot be read
     */
    public static TrainingState load(Path path) {
        return read(path).state();
    }

    /**
     * The notes that were saved with a state.
     *
     * @throws KerasFormatException if the file is damaged, or no such file
     * @throws UncheckedIOException if there is no file or it cannot be read
     */
    public static Map<String, String> notes(Path path) {
        return read(path).notes();
    }

    private static Contents read(Path path) {
        Place place = Place.of(path.toString());
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            if (!Files.isRegularFile(path)) {
                throw place.error("must be the state of a training. Received: what is no file.");
            }
            Place file = place.withMemory(KerasConfigs.keras3().memory(Files.size(path)));
            return new Reading(checked(KerasFile.bytes(path, file), place), place).contents();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "TrainingFiles: the file could not be read. Received: path=" + path + " ("
                            + e.getClass().getSimpleName() + ").",
                    e);
        }
    }

    /** What follows the header, as it was written. */
    private static ByteBuffer checked(byte[] bytes, Place place) {
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw place.error(
                    "must be the state of a training, which begins with \\x89GRU4JT. Received: another file.");
        }
        if (bytes.length < HEADER) {
            throw place.error("must have a header of " + HEADER + " bytes. Received: " + bytes.length
                    + " bytes; the file is cut off.");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).position(MAGIC.length);
        int version = header.getInt();
        if (version != VERSION) {
            throw place.error("must have version " + VERSION + ". Received: version=" + version
                    + ". Continue the training with the release that saved it.");
        }
        long length = header.getLong();
        if (length != bytes.length - HEADER) {
            throw place.error("must have " + length + " bytes behind its header. Received: " + (bytes.length - HEADER)
                    + " bytes; the file is damaged.");
        }
        CRC32 crc = new CRC32();
        int expected = header.getInt();
        crc.update(bytes, HEADER, bytes.length - HEADER);
        if ((int) crc.getValue() != expected) {
            throw place.error("must match its checksum " + Integer.toHexString(expected) + ". Received: checksum="
                    + Integer.toHexString((int) crc.getValue()) + "; the file is damaged.");
        }
        return ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
    }

    /** Reads what follows the header; whatever is counted is there before room is made for it. */
    private record Reading(ByteBuffer bytes, Place place) {

        Contents contents() {
            Map<String, String> notes = new LinkedHashMap<>();
            for (int left = count(); left > 0; left--) {
                once(notes.put(text(), text()));
            }
            Map<String, Long> integers = new LinkedHashMap<>();
            for (int left = count(); left > 0; left--) {
                String name = text();
                once(integers.put(name, need(8).getLong()));
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int left = count(); left > 0; left--) {
                String name = text();
                once(tensors.put(name, tensor(place.at(Place.printable(name)))));
            }
            if (bytes.hasRemaining()) {
                throw place.error("must end behind its last tensor. Received: " + bytes.remaining() + " more bytes.");
            }
            return new Contents(notes, TrainingState.of(integers, tensors));
        }

        private void once(Object before) {
            if (before != null) {
                throw place.error("must have each name once. Received: two entries of one name.");
            }
        }

        private ByteBuffer need(long count) {
            if (count > bytes.remaining()) {
                throw place.error("must hold what it counts. Received: " + count + " bytes wanted where "
                        + bytes.remaining() + " are left.");
            }
            return bytes;
        }

        private int count() {
            int count = need(4).getInt();
            if (count < 0) {
                throw place.error("must have counts of 0 or more. Received: " + count + ".");
            }
            return count;
        }

        private String text() {
            int length = count();
            ByteBuffer slice = need(length).slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
            } catch (CharacterCodingException e) {
                throw place.error("must have names in UTF-8. Received: other bytes.", e);
            }
        }

        private Tensor tensor(Place here) {
            int type = need(2).get();
            int rank = bytes.get();
            if (type < 0 || type > 1 || rank < 0 || rank > MAX_RANK) {
                throw here.error("must be a tensor of float32 or float64 with at most " + MAX_RANK
                        + " axes. Received: type=" + type + ", rank=" + rank + ".");
            }
            int[] axes = new int[rank];
            long size = 1;
            for (int i = 0; i < rank; i++) {
                axes[i] = need(4).getInt();
                if (axes[i] < 0 || (size > 0 && axes[i] > Integer.MAX_VALUE / size)) {
                    throw here.error("must have axes of 0 or more numbers, and not too many. Received: "
                            + Arrays.toString(axes) + ".");
                }
                size *= axes[i];
            }
            need(size * (type == 0 ? Float.BYTES : Double.BYTES));
            Tensor tensor = Tensor.zeros(type == 0 ? DType.FLOAT32 : DType.FLOAT64, Shape.of(axes));
            if (type == 0) {
                bytes.slice().asFloatBuffer().get(tensor.floats());
            } else {
                bytes.slice().asDoubleBuffer().get(tensor.doubles());
            }
            bytes.position(bytes.position() + (int) size * (type == 0 ? Float.BYTES : Double.BYTES));
            return tensor;
        }
    }
}
