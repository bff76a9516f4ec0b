package io.github.gru4j.cli;

import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import java.nio.file.Path;

/** Model files that nobody trained. */
final class Models {

    private Models() {}

    /** Windows of 3 rows of 1 feature; the file says nothing about columns. */
    static Path small(Path folder) {
        Path file = folder.resolve("small.keras");
        KerasFiles.save(Sequential.of(Input.of(3, 1), GRU.of(2), Dense.of(1)), file);
        return file;
    }
}
