package io.github.gru4j.cli.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder;

    @Test
    void claimingLeavesNothingBehindAndTheOldFileAlone() throws Exception {
        Path target = Files.writeString(folder.resolve("a.txt"), "old");
        OutputFile.claim(target).close();
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
        assertThat(target).hasContent("old");
    }

    @Test
    void draftReplacesTheTargetOnlyWhenMoved() throws Exception {
        Path target = Files.writeString(folder.resolve("a.txt"), "old");
        try (OutputFile output = OutputFile.claim(target)) {
            Files.writeString(output.draft(), "new");
            assertThat(output.draft()).hasParent(folder).hasExtension("txt");
            assertThat(target).hasContent("old");
            output.moveIntoPlace();
        }
        assertThat(target).hasContent("new");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void closingRemovesADraftThatWasNotMoved() throws Exception {
        Path target = folder.resolve("a.txt");
        try (OutputFile output = OutputFile.claim(target)) {
            Files.writeString(output.draft(), "half");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void inputUnderAnotherNameIsRecognised() throws Exception {
        Path input = Files.writeString(folder.resolve("a.txt"), "data");
        Path detour = folder.resolve("..").resolve(folder.getFileName()).resolve("a.txt");
        OutputFile output = OutputFile.claim(detour);
        assertThatThrownBy(() -> output.keeping(input))
                .isInstanceOf(UserError.class)
                .hasMessage(detour + ": is read by this command, so it is not written to. Name another file.");
    }

    @Test
    void endOfTheProcessRemovesADraftThatWasNotMoved() throws Exception {
        Path target = folder.resolve("a.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Interrupted.class.getName(),
                        target.toString())
                .start();
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(folder).isEmptyDirectory();
    }

    /** Ends while it writes, as a process does that is interrupted. */
    static final class Interrupted {
        public static void main(String[] args) throws IOException {
            OutputFile output = OutputFile.claim(Path.of(args[0]));
            Files.writeString(output.draft(), "half");
            System.exit(Files.exists(output.draft()) ? 3 : 4);
        }
    }

    @Test
    void fullDiskIsNamedWithoutTheDraft() {
        Path target = folder.resolve("a.txt");
        try (OutputFile output = OutputFile.claim(target)) {
            String system = output.draft() + ": No space left on device";
            assertThat(output.failed(new UncheckedIOException("not written.", new IOException(system))))
                    .hasMessage(target + ": cannot be written: No space left on device.");
            assertThat(output.failed(new FileSystemException("draft", null, "Quota exceeded")))
                    .hasMessage(target + ": cannot be written: Quota exceeded.");
            assertThat(output.failed(new IOException("gone."))).hasMessage(target + ": cannot be written: gone.");
        }
    }

    @Test
    void errorsAreOneLine() {
        assertThat(new UserError("first \n  second\r\nthird ")).hasMessage("first second third");
    }
}
