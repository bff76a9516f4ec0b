package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.model.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that lie about what is in them. */
class HostileArchivesTest {

    private static final String WEIGHTS = ArchiveReader.WEIGHTS;

    private static final String MISPLACED = "must be a .keras file, a sound zip archive. Received: ";

    private static final String PLACE =
            " at a wrong place; entries stand one behind the other from the beginning of the"
                    + " file, then the directory, then nothing.";

    @TempDir
    Path directory;

    private Path file;
    private ArchiveReader golden;
    private ZipBytes zip;

    @BeforeEach
    void readGolden() throws IOException {
        file = directory.resolve("model.keras");
        golden = ArchiveReader.read(Golden.file("models/rnn_grucell.keras"));
        zip = new ZipBytes()
                .stored(ArchiveReader.METADATA, golden.metadata())
                .deflated(ArchiveReader.CONFIG, golden.config())
                .deflated(WEIGHTS, golden.weights());
    }

    @Test
    void whatIsSoundLoads() throws IOException {
        Files.write(file, zip.bytes());
        assertThat(KerasFiles.load(file).built()).isTrue();
    }

    @Test
    void aFileCutOffAtAnyByteIsRefused() throws IOException {
        KerasFiles.save(Sequential.of(Input.of(1), Dense.of(1)), file);
        ArchiveReader small = ArchiveReader.read(file);
        byte[] bytes = new ZipBytes()
                .deflated(WEIGHTS, small.weights())
                .deflated(ArchiveReader.CONFIG, small.config())
                .stored(ArchiveReader.METADATA, small.metadata())
                .bytes();
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> KerasFiles.load(file))
                    .as("%d bytes", length)
                    .isInstanceOf(KerasFormatException.class);
        }
    }

    // ---- bombs ------------------------------------------------------------------------------------------------------

    @Test
    void anEntryThatUnpacksToMoreThanAHundredTimesTheFileIsRefused() throws IOException {
        zip.entries.remove(zip.entry(WEIGHTS));
        byte[] bomb = new byte[80 << 20];
        zip.deflated(WEIGHTS, bomb);
        byte[] bytes = zip.bytes();
        assertRefused(
                bytes,
                "model.weights.h5: must have at most " + 100L * bytes.length
                        + " bytes when unpacked. Received: size=83886080. If"
                        + " the file is to be trusted, pack it again without compression.");
    }

    @Test
    void anEntryThatUnpacksToMoreThanTheCallerAllowsIsRefused() throws IOException {
        Files.write(file, zip.bytes());
        assertThatThrownBy(() -> KerasFiles.load(file, KerasConfigs.keras3().maxMemory(10_000)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(
                        file + "!/model.weights.h5: must not make reading take more memory than 10000 bytes."
                                + " Received: an entry of " + golden.weights().length + " bytes, where ");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 1 << 20, 0x7fffffffL, 0xfffffffeL})
    void aSizeThatIsNotTheTrueOneIsRefused(long size) throws IOException {
        for (String name : new String[] {ArchiveReader.METADATA, ArchiveReader.CONFIG, WEIGHTS}) {
            readGolden();
            zip.entry(name).size = size;
            assertRefused(zip.bytes(), "");
        }
    }

    @Test
    void aSizeOfSixtyFourBitsIsChecked() throws IOException {
        zip.entry(WEIGHTS).size = 0xffffffffL;
        zip.entry(WEIGHTS).extra = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 1)
                .putShort((short) 8)
                .putLong(1L << 40)
                .array();
        assertRefused(zip.bytes(), "model.weights.h5: must have at most ");
        for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            ByteBuffer.wrap(zip.entry(WEIGHTS).extra)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(4, size);
            assertRefused(zip.bytes(), "");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100})
    void aPackedSizeThatIsTooSmallIsRefused(long packed) throws IOException {
        zip.entry(WEIGHTS).packed = packed;
        assertRefused(zip.bytes(), "");
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 0x7fffffffL, 0xfffffffeL})
    void aPackedSizeThatIsTooLargeIsRefused(long packed) throws IOException {
        zip.entry(WEIGHTS).packed = packed;
        assertRefused(zip.bytes(), "must be a .keras file, a sound zip archive");
    }

    @Test
    void aStoredEntryIsNoLargerThanItsFile() throws IOException {
        zip.entry(ArchiveReader.METADATA).size = 500_000;
        zip.entry(ArchiveReader.METADATA).packed = 500_000;
        assertRefused(zip.bytes(), "");
    }

    // ---- names and places -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.weights.h5",
                "/tmp/evil",
                "..\\evil",
                "C:\\evil",
                "assets/",
                "assets/vocabulary.txt",
                "Config.json",
                "config.json/",
                " config.json",
                "config.json\u0000.txt"
            })
    void anEntryOfAnotherNameIsRefusedAndNothingIsWritten(String name) throws IOException {
        zip.stored(name, new byte[] {1});
        assertRefused(
                zip.bytes(), "must hold the entries [metadata.json, config.json, model.weights.h5] and no other.");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws IOException {
        zip.stored(WEIGHTS, golden.weights());
        assertRefused(
                zip.bytes(), "model.weights.h5: must occur once in the archive. Received: two entries of this name.");
    }

    @Test
    void entriesThatAreTheSameBytesAreRefused() throws IOException {
        zip.bytes();
        ZipBytes.Entry config = zip.entry(ArchiveReader.CONFIG);
        ZipBytes.Entry weights = zip.entry(WEIGHTS);
        weights.offset = config.offset;
        weights.size = config.size;
        weights.packed = config.packed;
        weights.crc = config.crc;
        assertRefused(zip.bytes(), MISPLACED + "the name of an entry" + PLACE);
    }

    /** The inner one is a whole entry in the data of the outer one, as in the bombs that need no ratio. */
    @Test
    void anEntryInsideAnotherIsRefused() throws IOException {
        byte[] inner = new ZipBytes().stored(WEIGHTS, golden.weights()).bytes();
        ZipBytes outer = new ZipBytes()
                .stored(ArchiveReader.METADATA, golden.metadata())
                .stored(ArchiveReader.CONFIG, inner)
                .stored(WEIGHTS, golden.weights());
        outer.bytes();
        ZipBytes.Entry config = outer.entry(ArchiveReader.CONFIG);
        outer.entry(WEIGHTS).offset = config.offset + 30 + config.name.length();
        assertRefused(outer.bytes(), MISPLACED + "an entry" + PLACE);
    }

    @Test
    void aLastEntryThatReachesIntoTheDirectoryIsRefused() throws IOException {
        zip.entries.remove(zip.entry(WEIGHTS));
        zip.deflated(WEIGHTS, golden.weights()); // whose end is known without its size
        zip.entry(WEIGHTS).packed += 20;
        assertRefused(zip.bytes(), MISPLACED + "the directory" + PLACE);
    }

    @Test
    void anEntryThatBearsAnotherNameItselfIsRefused() throws IOException {
        byte[] bytes = zip.bytes();
        bytes[(int) zip.entry(WEIGHTS).offset + 30] = 'M';
        assertRefused(bytes, MISPLACED + "the name of an entry" + PLACE);
    }

    @Test
    void anEntryBehindTheEndOfTheFileIsRefused() throws IOException {
        zip.entry(WEIGHTS).offset = 0x7ffffff0L;
        assertRefused(zip.bytes(), "must be a .keras file, a sound zip archive.");
    }

    // ---- what is not supported --------------------------------------------------------------------------------------

    @Test
    void anEncryptedEntryIsRefused() throws IOException {
        zip.entry(WEIGHTS).flags = 1;
        assertRefused(
                zip.bytes(), "must be a .keras file, a sound zip archive. Received: invalid CEN header (encrypted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 12, 14, 93, 99})
    void anEntryThatIsPackedInAnotherWayIsRefused(int method) throws IOException {
        zip.entry(WEIGHTS).method = method;
        assertRefused(zip.bytes(), "must be a .keras file, a sound zip archive.");
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        zip.entry(ArchiveReader.CONFIG).crc ^= 1;
        assertRefused(zip.bytes(), "config.json: must match its checksum");
    }

    // ---- what stands around an archive ------------------------------------------------------------------------------

    @Test
    void bytesBeforeAnArchiveAreRefused() throws IOException {
        assertRefused(concat(new byte[] {'#', '!'}, zip.bytes()), "must be a file of Keras");
    }

    @Test
    void anArchiveBeforeAnArchiveIsRefused() throws IOException {
        byte[] sound = zip.bytes();
        assertRefused(concat(sound, sound), MISPLACED + "the directory" + PLACE);
        // The second with the places that it has in the whole: what stands before it is no part of it.
        zip.entries.forEach(entry -> entry.offset += sound.length);
        byte[] second = zip.bytes();
        int end = second.length - 22;
        ByteBuffer directory = ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN);
        directory.putInt(end + 16, directory.getInt(end + 16) + sound.length);
        assertRefused(concat(sound, second), MISPLACED + "an entry" + PLACE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 22, 1000, 70_000})
    void bytesBehindAnArchiveAreRefused(int count) throws IOException {
        assertRefused(concat(zip.bytes(), new byte[count]), "must be a .keras file, a sound zip archive");
    }

    /** As Python writes them: into a pipe, with room for numbers of 64 bits, packed, with a comment. */
    @ParameterizedTest
    @ValueSource(strings = {"pipe", "zip64", "zip64_pipe", "comment"})
    void archivesOfPythonAreRead(String name) throws IOException {
        assertThat(KerasFiles.load(Golden.file("hostile/" + name + ".keras")).countParams())
                .isEqualTo(1);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        Files.write(file, bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L << 20);
    }
}
