package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {

    private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void storedAndDeflatedEntriesAreRead() throws IOException {
        for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
            Path file = zip(method, "model.weights.h5", "config.json", "metadata.json");
            ArchiveReader archive = ArchiveReader.read(file);
            assertThat(archive.config()).isEqualTo(CONTENT);
            assertThat(archive.metadata()).isEqualTo(CONTENT);
            assertThat(archive.weights()).isEqualTo(CONTENT);
        }
    }

    @Test
    void aMissingFileIsNotAFormatError() {
        assertThatThrownBy(() -> ArchiveReader.read(directory.resolve("no.keras")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "/etc/passwd",
                "C:\\x",
                "assets/x",
                "config.json/",
                "./config.json",
                "x\u0000y"
            })
    void anEntryOfAnyOtherNameIsRefused(String name) throws IOException {
        assertRefused(zip(ZipEntry.STORED, "metadata.json", "config.json", "model.weights.h5", name), "and no other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.json", "config.json", "model.weights.h5"})
    void aMissingEntryIsNamed(String missing) throws IOException {
        String[] names = java.util.stream.Stream.of("metadata.json", "config.json", "model.weights.h5")
                .filter(name -> !name.equals(missing))
                .toArray(String[]::new);
        assertRefused(zip(ZipEntry.STORED, names), "Received: no entry '" + missing + "'");
    }

    @Test
    void aSecondEntryOfANameIsRefused() throws IOException {
        // No writer makes such an archive: two names of one length, then one patched into the other.
        Path file = zip(ZipEntry.STORED, "metadata.json", "config.json", "model.weights.h5", "config.jsox");
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("config.jsox", "config.json");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, "must occur once");
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        Path file = directory.resolve("bomb.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write(CONTENT);
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.write(CONTENT);
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                zip.write(zeros);
            }
        }
        assertThat(Files.size(file)).isLessThan(100_000);
        assertRefused(file, "bytes when unpacked. Received: size=41943040.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 1000, 0x7fffffffL, 0xfffffff0L})
    void aLyingSizeIsRefused(long lie) throws IOException {
        Path file = zip(ZipEntry.DEFLATED, "metadata.json", "config.json", "model.weights.h5");
        byte[] bytes = Files.readAllBytes(file);
        int entry = lastIndexOf(bytes, "model.weights.h5") - 46; // its header in the central directory
        for (int i = 0; i < 4; i++) {
            bytes[entry + 24 + i] = (byte) (lie >> (8 * i));
        }
        Files.write(file, bytes);
        assertRefused(file, "must ");
    }

    @Test
    void anEntryThatIsSaidToLieBehindTheEndIsRefused() throws IOException {
        Path file = zip(ZipEntry.STORED, "metadata.json", "config.json", "model.weights.h5");
        byte[] bytes = Files.readAllBytes(file);
        int entry = lastIndexOf(bytes, "model.weights.h5") - 46; // its header in the central directory
        Arrays.fill(bytes, entry + 42, entry + 46, (byte) 0xff);
        Files.write(file, bytes);
        assertThatThrownBy(() -> ArchiveReader.read(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file + ": must be a .keras file, a sound zip archive. Received: ")
                .hasMessageNotContaining("null");
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        Path file = zip(ZipEntry.STORED, "metadata.json", "config.json", "model.weights.h5");
        byte[] bytes = Files.readAllBytes(file);
        bytes[30 + "metadata.json".length()] ^= 1;
        Files.write(file, bytes);
        assertRefused(file, "metadata.json: must match its checksum");
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> ArchiveReader.read(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    private Path zip(int method, String... names) throws IOException {
        Path file = directory.resolve("test.keras");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setMethod(method);
                byte[] content = name.endsWith("/") ? new byte[0] : CONTENT;
                CRC32 crc = new CRC32();
                crc.update(content);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return Files.write(file, out.toByteArray());
    }

    private static int lastIndexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
    }
}
