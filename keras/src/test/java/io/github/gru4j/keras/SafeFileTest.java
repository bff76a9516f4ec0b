package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {

    @TempDir
    Path directory;

    @Test
    void theContentReplacesAnOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("a.keras"), "old and longer");
        SafeFile.write(file, out -> out.write('n'));
        assertThat(file).hasContent("n");
        assertThat(names()).containsExactly("a.keras");
    }

    @Test
    void aFailureWhileWritingLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("a.keras"), "old");
        assertThatThrownBy(() -> SafeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("KerasFiles: the file could not be written. Received: path=" + file + " (disk full).");
        assertThatThrownBy(() -> SafeFile.write(file, out -> {
                    throw new IllegalArgumentException("no form in Keras files");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.keras");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path file = directory.resolve("no/a.keras");
        assertThatThrownBy(() -> SafeFile.write(file, out -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("its directory does not exist");
    }

    @Test
    void aDirectoryIsNotReplaced() {
        assertThatThrownBy(() -> SafeFile.write(directory, out -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is a directory, not a file");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(directory.resolve("a.keras"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.keras"), file);
        SafeFile.write(link, out -> out.write('n'));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("n");
    }

    @Test
    void aLinkToAFileThatIsNotThereYetStaysALink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.keras"), Path.of("a.keras"));
        SafeFile.write(link, out -> out.write('n'));
        assertThat(link).isSymbolicLink();
        assertThat(directory.resolve("a.keras")).hasContent("n");
    }

    @Test
    void aPrivateFileStaysPrivate() throws IOException {
        Path file = Files.writeString(directory.resolve("a.keras"), "old");
        var mine = PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(file, mine);
        SafeFile.write(file, out -> out.write('n'));
        assertThat(file).hasContent("n");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
    }

    @Test
    void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "");
        Path file = directory.resolve("a.keras");
        SafeFile.write(file, out -> out.write('n'));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void theLongestNameThatFitsIsWritten() {
        Path file = directory.resolve("x".repeat(249) + ".keras");
        SafeFile.write(file, out -> out.write('n'));
        assertThat(file).hasContent("n");
    }

    @Test
    void aFailureWithoutWordsIsNamedByItsKind() {
        Path file = directory.resolve("a.keras");
        assertThatThrownBy(() -> SafeFile.write(file, out -> {
                    throw new NoSuchFileException(file.toString());
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("KerasFiles: the file could not be written. Received: path=" + file
                        + " (NoSuchFileException).");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
