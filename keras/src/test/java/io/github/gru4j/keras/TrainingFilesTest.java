package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.model.TrainingState;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFilesTest {

    private static final int HEADER = 24;

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("a.training");
    }

    private static TrainingState state() {
        Map<String, Long> integers = new LinkedHashMap<>();
        integers.put("epoch", 3L);
        integers.put("masks", Long.MIN_VALUE + 12345);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weights/0", new Generator(1).normal(40, 50)); // more than a chunk
        tensors.put("größe", Tensor.of(new double[] {Double.NaN, -0.0, 1e-320}, 3));
        tensors.put("scalar", Tensor.of(new double[] {0.1}).reshape(Shape.of()));
        tensors.put("none", Tensor.zeros(DType.FLOAT32, Shape.of(2, 0)));
        return TrainingState.of(integers, tensors);
    }

    @Test
    void whatIsSavedIsLoaded() {
        TrainingState state = state();
        TrainingFiles.save(state, Map.of("command", "train --window 4"), file());
        TrainingState loaded = TrainingFiles.load(file());
        assertThat(loaded.integers()).isEqualTo(state.integers());
        assertThat(loaded.tensors().keySet())
                .containsExactlyElementsOf(state.tensors().keySet());
        state.tensors().forEach((name, tensor) -> {
            Tensor other = loaded.tensors().get(name);
            assertThat(other.dtype()).isEqualTo(tensor.dtype());
            assertThat(other.shape()).isEqualTo(tensor.shape());
            for (int i = 0; i < tensor.size(); i++) {
                assertThat(Double.doubleToRawLongBits(other.getAt(i)))
                        .isEqualTo(Double.doubleToRawLongBits(tensor.getAt(i)));
            }
        });
        assertThat(TrainingFiles.notes(file())).containsExactly(Map.entry("command", "train --window 4"));
        assertThat(loaded.epoch()).isEqualTo(3);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
    }

    /** A file with this behind its header, which says so. */
    private void writeBody(byte[] body) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(body);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length);
        bytes.put(new byte[] {(byte) 0x89, 'G', 'R', 'U', '4', 'J', 'T', '\n'});
        bytes.putInt(1).putLong(body.length).putInt((int) crc.getValue()).put(body);
        write(bytes.array());
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> TrainingFiles.load(file()))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file() + ": " + reason);
    }

    @Test
    void everyDamagedByteIsFound() throws IOException {
        TrainingFiles.save(TrainingState.of(Map.of("epoch", 1L), Map.of("w", Tensor.of(new double[] {1}))), file());
        byte[] sound = Files.readAllBytes(file());
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 4;
            write(damaged);
            assertThatThrownBy(() -> TrainingFiles.load(file())).isInstanceOf(KerasFormatException.class);
            write(Arrays.copyOf(sound, i));
            assertThatThrownBy(() -> TrainingFiles.load(file())).isInstanceOf(KerasFormatException.class);
        }
        write(sound);
        assertThat(TrainingFiles.load(file()).epoch()).isEqualTo(1);
    }

    @Test
    void damagedHeadersAreNamed() throws IOException {
        TrainingFiles.save(TrainingState.of(Map.of(), Map.of()), file());
        byte[] sound = Files.readAllBytes(file());
        write(Arrays.copyOf(sound, 10));
        refused("must have a header of 24 bytes. Received: 10 bytes; the file is cut off.");
        byte[] later = sound.clone();
        later[11] = 2;
        write(later);
        refused("must have version 1. Received: version=2. Continue the training with the release that saved it.");
        write(Arrays.copyOf(sound, sound.length - 1));
        refused("must have 12 bytes behind its header. Received: 11 bytes; the file is damaged.");
        byte[] changed = sound.clone();
        changed[HEADER + 3] = 1;
        write(changed);
        CRC32 crc = new CRC32();
        crc.update(changed, HEADER, 12);
        refused("must match its checksum "
                + Integer.toHexString(ByteBuffer.wrap(sound).getInt(20))
                + ". Received: checksum=" + Integer.toHexString((int) crc.getValue()) + "; the file is damaged.");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> TrainingFiles.load(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("TrainingFiles: the file could not be read. Received: path=" + missing
                        + " (NoSuchFileException).");
        assertThatThrownBy(() -> TrainingFiles.load(folder))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(folder + ": must be the state of a training. Received: what is no file.");
    }

    @Test
    void hostileBodiesAreRefusedBeforeRoomIsMade() throws IOException {
        writeBody(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
        refused("must hold what it counts. Received: 4 bytes wanted where 0 are left.");
        writeBody(ByteBuffer.allocate(4).putInt(-1).array());
        refused("must have counts of 0 or more. Received: -1.");
        writeBody(ByteBuffer.allocate(8).putInt(1).putInt(Integer.MAX_VALUE).array());
        refused("must hold what it counts. Received: 2147483647 bytes wanted where 0 are left.");
        writeBody(ByteBuffer.allocate(10)
                .putInt(1)
                .putInt(2)
                .putShort((short) 0xc328)
                .array());
        refused("must have names in UTF-8. Received: other bytes.");
        writeBody(ByteBuffer.allocate(13).array());
        refused("must end behind its last tensor. Received: 1 more bytes.");
        writeBody(tensor(0, 2, 65536, 65536).array());
        assertThatThrownBy(() -> TrainingFiles.load(file()))
                .hasMessage(file()
                        + "!/w: must have axes of 0 or more numbers, and not too many. Received: [65536, 65536].");
        writeBody(tensor(1, 1, 1 << 30).array());
        refused("must hold what it counts. Received: 8589934592 bytes wanted where 0 are left.");
        writeBody(tensor(7, 1, 1).array());
        assertThatThrownBy(() -> TrainingFiles.load(file()))
                .hasMessage(
                        file() + "!/w: must be a tensor of float32 or float64 with at most 16 axes. Received: type=7,"
                                + " rank=1.");
        ByteBuffer twice = ByteBuffer.allocate(4 + 4 + 2 * 13 + 4).putInt(0).putInt(2);
        twice.putInt(1)
                .put((byte) 'a')
                .putLong(1)
                .putInt(1)
                .put((byte) 'a')
                .putLong(2)
                .putInt(0);
        writeBody(twice.array());
        refused("must have each name once. Received: two entries of one name.");
    }

    private static ByteBuffer tensor(int type, int rank, int... axes) {
        ByteBuffer body = ByteBuffer.allocate(4 + 4 + 4 + 4 + 1 + 2 + 4 * axes.length);
        body.putInt(0)
                .putInt(0)
                .putInt(1)
                .putInt(1)
                .put((byte) 'w')
                .put((byte) type)
                .put((byte) rank);
        for (int axis : axes) {
            body.putInt(axis);
        }
        return body;
    }
}
