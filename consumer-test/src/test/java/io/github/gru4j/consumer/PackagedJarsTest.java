package io.github.gru4j.consumer;

import static io.github.gru4j.consumer.Strangers.JARS;
import static io.github.gru4j.consumer.Strangers.compile;
import static io.github.gru4j.consumer.Strangers.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compiles and runs strangers' programs against the packaged jars, each in a JVM of its own. */
class PackagedJarsTest {

    private static final Path PROGRAMS = Path.of("src", "test", "resources", "consumer");

    @TempDir
    private Path folder;

    @Test
    void whatIsTestedAreThePackagedJarsAlone() {
        assertThat(JARS)
                .allMatch(path -> path.endsWith(".jar"))
                .anyMatch(path -> path.contains("gru4j-core-"))
                .anyMatch(path -> path.contains("gru4j-keras-"))
                .noneMatch(path -> path.contains("junit"));
    }

    @ParameterizedTest
    @CsvSource({"false, scalar", "true, vector"})
    void coreWorksFromTheClassPathWithNothingBesideIt(boolean vector, String kernels) throws Exception {
        assertThat(runFromClassPath("core", vector))
                .containsSubsequence(
                        "module null, null",
                        "kernels " + kernels,
                        "shape (1, 2)",
                        "streaming gives the same true",
                        "alive true");
    }

    @ParameterizedTest
    @CsvSource({"false, scalar", "true, vector"})
    void coreWorksFromTheModulePathWithNothingBesideIt(boolean vector, String kernels) throws Exception {
        assertThat(runFromModulePath("core", vector))
                .containsSubsequence(
                        "module consumer, io.github.gru4j.core",
                        "kernels " + kernels,
                        "shape (1, 2)",
                        "streaming gives the same true",
                        "alive true");
    }

    @Test
    void filesWorkFromTheClassPath() throws Exception {
        assertThat(runFromClassPath("keras", true))
                .containsSubsequence(
                        "module null, null",
                        "kernels vector",
                        "shape (7, 2)",
                        "loaded gives the same true",
                        "alive true");
    }

    @Test
    void filesWorkFromTheModulePath() throws Exception {
        assertThat(runFromModulePath("keras", false))
                .containsSubsequence(
                        "module consumer, io.github.gru4j.keras",
                        "kernels scalar",
                        "shape (7, 2)",
                        "loaded gives the same true",
                        "alive true");
    }

    private List<String> runFromClassPath(String program, boolean vector) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        compile("-d", classes, "--class-path", join(JARS), source(program, "Main.java"));
        return run(vector, "--class-path", classes + File.pathSeparator + jarsOf(program), "consumer.Main");
    }

    private List<String> runFromModulePath(String program, boolean vector) throws IOException, InterruptedException {
        Path classes = folder.resolve("module");
        compile(
                "-d",
                classes,
                "--module-path",
                join(JARS),
                source(program, "Main.java"),
                source(program, "module-info.java"));
        return run(
                vector,
                "--module-path",
                classes + File.pathSeparator + jarsOf(program),
                "--module",
                "consumer/consumer.Main");
    }

    /** What a program finds at run time: core alone, or everything. */
    private static String jarsOf(String program) {
        return join(
                program.equals("core")
                        ? JARS.stream()
                                .filter(path -> path.contains("gru4j-core-"))
                                .toList()
                        : JARS);
    }

    private static Path source(String program, String file) {
        return PROGRAMS.resolve(program).resolve(file);
    }

    /** The lines that the program printed, the vector width left out; its argument is the file to write. */
    private List<String> run(boolean vector, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(folder.resolve("model.keras").toString());
        return Strangers.run(folder, vector, all).stream()
                .map(line -> line.replaceAll("^(kernels vector)-\\d+$", "$1"))
                .toList();
    }
}
