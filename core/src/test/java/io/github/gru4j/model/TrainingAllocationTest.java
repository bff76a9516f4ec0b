package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step of a training after the first allocates next to nothing: neither the batch nor what is kept of it. */
class TrainingAllocationTest {

    /**
     * A batch takes 409,600 bytes, and what the layer keeps of it for the way back 1,434,000. What is left are the states of
     * 64 samples, weights that sets without vectors pack anew, and objects around layers, whatever the size of the batch.
     */
    private static final int MOST = 60_000;

    /** Of four slices, which also have states and objects of their own. */
    private static final int MOST_SLICED = 100_000;

    @Test
    void aStepAfterTheFirstAllocatesNextToNothing() throws Exception {
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingAllocation.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(machine.waitFor()).as(said).isZero();
        List<String> lines = said.lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(bytes(lines.get(0), "whole: ")).isBetween(1, MOST);
        assertThat(bytes(lines.get(1), "sliced: ")).isBetween(1, MOST_SLICED);
    }

    private static int bytes(String line, String what) {
        assertThat(line).startsWith(what);
        return Integer.parseInt(line.substring(what.length()));
    }
}
