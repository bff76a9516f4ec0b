package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.random.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in files: what was written comes back, and nothing else is taken for it. */
class SnapshotTest {

    private static final ModelFingerprint MODEL = new ModelFingerprint(0x1234_5678_9ABCL, -77);

    private static StateLayout layout(int size) {
        return new StateLayout(MODEL, size);
    }

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys.snapshot");
    }

    private static StateTable random(int stateSize, int keys, long seed) {
        StateTable table = new StateTable(layout(stateSize), 0);
        Generator generator = new Generator(seed);
        float[] state = new float[stateSize];
        for (int key = 0; key < keys; key++) {
            int slot = table.add();
            for (int i = 0; i < stateSize; i++) {
                state[i] = (float) generator.nextUniform(-1, 1);
            }
            if (key % 7 == 0 && stateSize > 0) {
                state[0] = Float.intBitsToFloat(0x7FC0_1234); // NaN with a message: bits are kept
            }
            table.write(slot, state, 0);
            if (key % 3 != 0) {
                table.use(slot, key - 5);
            }
        }
        for (int slot = 0; slot < keys; slot += 4) {
            table.remove(slot);
        }
        return table;
    }

    private static void assertSame(StateTable table, StateTable expected) {
        assertThat(table.slots()).containsExactly(expected.slots());
        assertThat(table.size()).isEqualTo(expected.size());
        ByteBuffer bits = ByteBuffer.allocate(4 * expected.stateSize());
        float[] state = new float[expected.stateSize()];
        for (int slot : expected.slots()) {
            expected.read(slot, state, 0);
            bits.asFloatBuffer().put(state);
            byte[] wanted = bits.array().clone();
            table.read(slot, state, 0);
            bits.asFloatBuffer().put(state);
            assertThat(bits.array()).isEqualTo(wanted);
            assertThat(table.lastUse(slot)).isEqualTo(expected.lastUse(slot));
        }
    }

    private StateTable restore(int stateSize) {
        return StateTable.restore(layout(stateSize), file(), ModelChange.REFUSE, null);
    }

    /** No keys, one, several blocks, blocks of one key each, states without numbers. */
    @ParameterizedTest
    @CsvSource({"3, 0", "3, 1", "5, 10", "24, 30000", "300000, 5", "0, 9"})
    void tableComesBackFromItsSnapshot(int stateSize, int keys) {
        StateTable table = random(stateSize, keys, 5);
        table.snapshot(file());
        StateTable restored = restore(stateSize);
        assertSame(restored, table);
        for (int slot = 0; slot < keys; slot += 4) {
            assertThat(restored.add()).as("free slots, the lowest first").isEqualTo(slot);
            assertThat(restored.lastUse(slot)).isEqualTo(StateTable.NEVER_USED);
        }
        assertThat(restored.add()).isEqualTo(keys);
        assertThat(filesIn(folder)).containsExactly("keys.snapshot");
    }

    @Test
    void keysAboveFreeSlotsAtTheEndComeBack() {
        StateTable table = new StateTable(layout(2), 0);
        for (int key = 0; key < 100_000; key++) {
            table.add();
        }
        for (int slot = 5; slot < 100_000; slot++) {
            table.remove(slot);
        }
        table.snapshot(file());
        StateTable restored = restore(2);
        assertSame(restored, table);
        for (int slot = 5; slot < 100_002; slot++) {
            assertThat(restored.add()).isEqualTo(slot);
        }
    }

    @Test
    void restoredKeysStepOnAsIfNothingHadHappened() {
        StreamingModel model = StreamingModels.small();
        StateTable table = model.newTable(0);
        int[] slots = {table.add(), table.add(), table.add()};
        float[] ins = StreamingModels.events(model, 3, 9);
        float[] outs = new float[3 * model.outputSize()];
        model.step(table, slots, 3, ins, outs);
        table.snapshot(file());
        StateTable restored = StateTable.restore(model, file(), ModelChange.REFUSE);
        float[] again = new float[outs.length];
        model.step(table, slots, 3, ins, outs);
        model.step(restored, slots, 3, ins, again);
        assertThat(again).containsExactly(outs);
        assertSame(restored, table);
    }

    @Test
    void everyChangeOfAByteIsRefused() throws IOException {
        random(1, 3, 6).snapshot(file());
        byte[] good = Files.readAllBytes(file());
        assertThat(good).hasSize(108); // 2 keys
        restore(1);
        String start = "StateTable: " + file() + ", ";
        int refused = 0;
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            for (int at = 0; at < good.length; at++) {
                for (int change = 1; change < 256; change++) {
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) (good[at] ^ change)}), at);
                    try {
                        restore(1);
                    } catch (DamagedStateException e) {
                        refused += String.valueOf(e.getMessage()).startsWith(start) ? 1 : 0;
                    }
                }
                channel.write(ByteBuffer.wrap(good, at, 1), at);
            }
        }
        assertThat(refused).isEqualTo(108 * 255);
        restore(1);
    }

    @Test
    void everyTruncationAndAnythingMoreIsRefused() throws IOException {
        random(3, 5, 6).snapshot(file());
        byte[] good = Files.readAllBytes(file());
        for (int length = 0; length < good.length; length++) {
            Files.write(file(), Arrays.copyOf(good, length));
            assertThatThrownBy(() -> restore(3)).as("%d bytes", length).isInstanceOf(DamagedStateException.class);
        }
        Files.write(file(), Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> restore(3))
                .hasMessage("StateTable: " + file() + ", byte " + good.length + ": the file must have " + good.length
                        + " bytes. Received: " + (good.length + 1) + " bytes.");
    }

    @Test
    void blocksInAnotherOrderOrFromAnotherSnapshotAreRefused() throws IOException {
        random(300_000, 5, 6).snapshot(file()); // slots 1, 2, 3: a block each
        byte[] good = Files.readAllBytes(file());
        int block = (good.length - SnapshotHeader.BYTES) / 3;
        byte[] swapped = good.clone();
        System.arraycopy(good, SnapshotHeader.BYTES, swapped, SnapshotHeader.BYTES + block, block);
        System.arraycopy(good, SnapshotHeader.BYTES + block, swapped, SnapshotHeader.BYTES, block);
        Files.write(file(), swapped);
        assertThatThrownBy(() -> restore(300_000))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("block 0 at byte 60: its number, rows and bytes must be possible.");

        StateTable foreign = new StateTable(new StateLayout(new ModelFingerprint(MODEL.architecture(), 8), 300_000), 0);
        foreign.add();
        foreign.snapshot(file());
        byte[] other = Files.readAllBytes(file());
        System.arraycopy(other, SnapshotHeader.BYTES, good, SnapshotHeader.BYTES, block);
        Files.write(file(), good);
        assertThatThrownBy(() -> restore(300_000))
                .hasMessage("StateTable: " + file()
                        + ", block 0 at byte 60: the block must match its checksum; it is damaged.");
    }

    /** A header that somebody wrote with a right checksum. */
    private void forge(int at, long value, int bytes) throws IOException {
        random(3, 5, 6).snapshot(file());
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes == 4) {
            content.putInt(at, (int) value);
        } else {
            content.putLong(at, value);
        }
        CRC32C checksum = new CRC32C();
        checksum.update(content.array(), 0, 56);
        content.putInt(56, (int) checksum.getValue());
        Files.write(file(), content.array());
    }

    @ParameterizedTest
    @CsvSource({
        "12, 2",
        "12, 1",
        "32, -1",
        "32, 4",
        "36, -5",
        "36, 2147483647",
        "36, 2",
        "40, 2147483647",
        "40, 2",
        "44, 0",
        "44, 2",
        "44, -1"
    })
    void forgedHeadersAreRefusedWithoutTakingMemory(int at, int value) throws IOException {
        forge(at, value, 4);
        assertThatThrownBy(() -> restore(3)).isInstanceOfAny(DamagedStateException.class, ForeignStateException.class);
    }

    /** A block that somebody wrote with a right checksum. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 3", "-1, 1", "1, 2147483647"})
    void slotsThatDoNotAscendOrLieBeyondTheTableAreRefused(int first, int second) throws IOException {
        random(1, 3, 6).snapshot(file()); // slots 1 and 2 of 3
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        int block = SnapshotHeader.BYTES;
        int slots = block + SnapshotHeader.BLOCK_HEAD;
        assertThat(content.getInt(slots)).isEqualTo(1);
        content.putInt(slots, first).putInt(slots + 4, second);
        CRC32C checksum = new CRC32C();
        checksum.update(content.array(), 0, 44);
        checksum.update(content.array(), block, content.limit() - SnapshotHeader.CHECKSUM - block);
        content.putInt(content.limit() - SnapshotHeader.CHECKSUM, (int) checksum.getValue());
        Files.write(file(), content.array());
        assertThatThrownBy(() -> restore(1))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageStartingWith("StateTable: " + file()
                        + ", block 0 at byte 60: slots must ascend and be below 3. Received: slot=");
    }

    @Test
    void filesOfAnotherKindAreRefusedWithTheReason() throws IOException {
        String start = "StateTable: " + file() + ", ";
        Files.write(file(), new byte[0]);
        assertThatThrownBy(() -> restore(3))
                .hasMessage(start + "byte 0: the file must begin with a header of 60 bytes.");
        Files.writeString(file(), "x".repeat(100), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> restore(3))
                .hasMessage(start + "byte 0: the file must begin with the letters GRU4JKEY of a snapshot.");
        forge(8, 2, 4);
        assertThatThrownBy(() -> restore(3))
                .hasMessage(start + "byte 8: the format must have version 1. Received: version=2.");
        forge(12, 1, 4);
        assertThatThrownBy(() -> restore(3))
                .hasMessage(start + "byte 12: a snapshot of a KeyedStream must be restored by KeyedStream.");
    }

    @Test
    void modelThatChangedIsTheCallersChoice() {
        StateTable table = random(3, 5, 6);
        table.snapshot(file());
        StateLayout weights = new StateLayout(new ModelFingerprint(MODEL.architecture(), 5), 3);
        StateLayout other = new StateLayout(new ModelFingerprint(9, MODEL.weights()), 8);
        assertThatThrownBy(() -> StateTable.restore(weights, file(), ModelChange.REFUSE, null))
                .isInstanceOf(ForeignStateException.class)
                .hasMessageStartingWith("StateTable: " + file() + ", byte 16: a state must be of a model")
                .hasMessageEndingWith(
                        "change=REFUSE. Let it go on with ModelChange.KEEP, or start anew with ModelChange.RESET.");
        for (ModelChange change : List.of(ModelChange.REFUSE, ModelChange.KEEP)) {
            assertThatThrownBy(() -> StateTable.restore(other, file(), change, null))
                    .isInstanceOf(ForeignStateException.class)
                    .hasMessageStartingWith("StateTable: " + file() + ", byte 16: a state must be of a model of this"
                            + " architecture, ")
                    .hasMessageEndingWith("change=" + change + ". Start anew with ModelChange.RESET.");
            assertThatThrownBy(() -> StateTable.restore(layout(4), file(), change, null))
                    .as("a state of another size")
                    .isInstanceOf(ForeignStateException.class);
        }
        assertSame(StateTable.restore(weights, file(), ModelChange.KEEP, null), table);
        assertSame(StateTable.restore(layout(3), file(), ModelChange.RESET, null), table);
        assertAnew(StateTable.restore(other, file(), ModelChange.RESET, null), table);
    }

    private static void assertAnew(StateTable anew, StateTable table) {
        assertThat(anew.slots()).containsExactly(table.slots());
        float[] state = new float[anew.stateSize()];
        for (int slot : anew.slots()) {
            anew.read(slot, state, 0);
            assertThat(state).containsOnly(0);
            assertThat(anew.lastUse(slot)).isEqualTo(table.lastUse(slot));
        }
    }

    @Test
    void liveKeysMoveToAnotherModelAsTheCallerSays() {
        StateLayout weights = new StateLayout(new ModelFingerprint(MODEL.architecture(), 5), 3);
        StateLayout other = new StateLayout(new ModelFingerprint(9, MODEL.weights()), 8);
        StateTable table = random(3, 50, 6);
        assertThatThrownBy(() -> table.moveTo(weights, ModelChange.REFUSE)).isInstanceOf(ForeignStateException.class);
        assertThatThrownBy(() -> table.moveTo(other, ModelChange.KEEP)).isInstanceOf(ForeignStateException.class);
        table.reset(table.add());
        StateTable same = random(3, 50, 6);
        same.reset(same.add());
        StateTable moved = table.moveTo(weights, ModelChange.KEEP);
        assertSame(moved, same);
        assertThatThrownBy(table::add)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("StateTable: nobody may use the table after moveTo().");
        assertThat(moved.layout()).isSameAs(weights);
        assertThat(moved.add()).isEqualTo(0);
        StateTable third = random(3, 50, 6);
        third.reset(third.add());
        assertAnew(same.moveTo(other, ModelChange.RESET), third);
    }

    @Test
    void diskThatIsFullLeavesTheSnapshotBefore() throws IOException {
        Files.writeString(file(), "before");
        assertThatThrownBy(() -> SafeFile.write(file(), channel -> {
                    channel.write(ByteBuffer.allocate(1_000));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(file()).hasContent("before");
        assertThat(filesIn(folder)).containsExactly("keys.snapshot");
    }

    @Test
    void fileThatCannotBeWrittenOrReadIsNamed() {
        Path nowhere = folder.resolve("none").resolve("x");
        assertThatThrownBy(() -> random(3, 5, 6).snapshot(nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("StateTable: " + nowhere + ": the file could not be written: ");
        assertThatThrownBy(() -> StateTable.restore(layout(3), nowhere, ModelChange.REFUSE, null))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("StateTable: " + nowhere + ": the file could not be read: ");
    }

    @Test
    void tableIsUsableAfterASnapshotThatFailed() {
        StateTable table = random(3, 5, 6);
        assertThatThrownBy(() -> table.snapshot(folder.resolve("none").resolve("x")))
                .isInstanceOf(UncheckedIOException.class);
        table.reset(table.add());
        table.snapshot(file());
        assertSame(restore(3), table);
    }

    private static List<String> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
