package io.github.gru4j.cli.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void errorsAreOneLine() {
        assertThat(new UserError("first \n  second\r\nthird ")).hasMessage("first second third");
    }
}
