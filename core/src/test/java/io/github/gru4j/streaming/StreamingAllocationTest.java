package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A warmed step of one event, and of many keys, allocates nothing, with any kernel set. This is what notices a kernel that
 * the compiler does not turn into vector instructions as a whole: each vector is then an object.
 */
class StreamingAllocationTest {

    private static void assertNothing(List<String> lines) {
        assertThat(lines)
                .hasSize(15)
                .allSatisfy(line -> assertThat(line)
                        .matches("(\\(\\d+, \\d+\\)|stack): 0 bytes a step( of 200 keys| of a key by name)?"));
    }

    @Test
    void warmedStepAllocatesNothing() {
        assertNothing(StreamingAllocation.measure());
    }

    /** The sets for machines with narrower vectors than this one, each in a virtual machine of its own. */
    @Test
    void warmedStepAllocatesNothingWithNarrowerVectors() throws IOException, InterruptedException {
        String chosen = Kernels.of(DType.FLOAT32).name();
        int widest = chosen.startsWith("vector-") ? Integer.parseInt(chosen.substring("vector-".length())) : 0;
        for (int bits = widest / 2; bits >= 128; bits /= 2) {
            Process machine = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-modules",
                            "jdk.incubator.vector",
                            "-D" + Kernels.VECTOR_BITS + "=" + bits,
                            "-cp",
                            System.getProperty("java.class.path"),
                            StreamingAllocation.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(machine.waitFor()).as(said).isZero();
            List<String> lines = said.lines().toList();
            assertThat(lines.get(0)).isEqualTo("vector-" + bits);
            assertNothing(lines.subList(1, lines.size()));
        }
    }
}
