package io.github.gru4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.cli.io.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("text.txt"), text);
    }

    @Test
    void charactersAreNumberedInTheirOrder() throws Exception {
        Corpus corpus = Corpus.read(file("\uFEFFbä🐱b\n"));
        assertThat(corpus.characters()).hasToString("\nbä🐱");
        assertThat(corpus.ids()).isEqualTo(new char[] {1, 2, 3, 1, 0});
        assertThat(corpus.counts(0, 4)).containsExactly(0, 2, 1, 1);
        assertThat(corpus.source()).isEqualTo("text.txt");
    }

    @Test
    void charactersThatLieAcrossBlocksAreWhole() throws Exception {
        for (int before = (1 << 16) - 4; before <= (1 << 16) + 1; before++) {
            Corpus corpus = Corpus.read(file("a".repeat(before) + "🐱é"));
            assertThat(corpus.length()).isEqualTo(before + 2);
            assertThat(corpus.ids()[before]).isEqualTo((char) 2);
            assertThat(corpus.ids()[before + 1]).isEqualTo((char) 1);
        }
    }

    @Test
    void byteThatIsNoTextIsCountedFromTheBeginning() throws Exception {
        Path file = file("é".repeat(50_000));
        Files.write(file, new byte[] {(byte) 0xFF, 'a'}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Corpus.read(file))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        file + ": is not text in UTF-8: byte 100001 is not part of a character. Convert it, as with:"
                                + " iconv -f latin1 -t utf-8.");
    }

    @Test
    void textForAModelHasTheModelsNumbers() throws Exception {
        Characters known = Characters.of("abcx".codePoints());
        assertThat(Corpus.read(file("xa"), known).ids()).isEqualTo(new char[] {3, 0});
        Path other = file("xay");
        assertThatThrownBy(() -> Corpus.read(other, known))
                .isInstanceOf(UserError.class)
                .hasMessage(other + ": has the character 'y', which the model does not know. It knows abcx");
    }
}
