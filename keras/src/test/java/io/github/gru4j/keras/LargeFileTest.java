package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large file is in memory once, and its weights once more. */
class LargeFileTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    @Test
    void aLargeModelIsNotHeldAThirdTime() throws IOException {
        Path file = directory.resolve("large.keras");
        KerasFiles.save(large(), file);
        long size = Files.size(file);
        assertThat(size).isGreaterThan(30_000_000);
        KerasFiles.describe(file); // classes are loaded once
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Model loaded = KerasFiles.load(file);
        assertThat(loaded.countParams() * 4L).isGreaterThan(30_000_000);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isBetween(2 * size, (long) (2.2 * size));
    }

    @Test
    void weightsAloneGoStraightIntoTheModel() throws IOException {
        Path file = directory.resolve("large.weights.h5");
        Model model = large();
        KerasFiles.saveWeights(model, file);
        long size = Files.size(file);
        KerasFiles.describe(file);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        KerasFiles.loadWeights(model, file);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isBetween(size, (long) (1.2 * size));
    }

    /** One array is most of it, which is the worst case. */
    private static Model large() {
        return Sequential.of(
                Input.of(7, 30),
                GRU.builder(1600, cell -> cell.recurrentInitializer(GlorotUniform.of()))
                        .build(),
                Dense.of(2));
    }
}
