package io.github.gru4j.internal.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tiles in the repository are those of the template. */
class TilesTest {

    private static final Path FOLDER = Path.of("src/main/java/io/github/gru4j/internal/kernel/vector");

    static Set<String> names() {
        return TileTemplate.classes().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void sourceIsWhatTheTemplateGives(String name) throws IOException {
        assertThat(Files.readString(FOLDER.resolve(name + ".java")))
                .as("%s.java: run the main method of TileTemplate with the folder of the sources as its argument", name)
                .isEqualTo(TileTemplate.classes().get(name));
    }
}
