package io.github.gru4j.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles and runs a stranger's program: the packaged jars, a compiler, and a JVM of its own. */
final class Strangers {

    /** Our jars and what they need at run time, nothing of these tests' own; given by the build. */
    static final List<String> JARS =
            List.of(System.getProperty("gru4j.runtimeClassPath", "").split(File.pathSeparator, -1));

    private Strangers() {}

    static String join(List<String> paths) {
        return String.join(File.pathSeparator, paths);
    }

    /** Fails with the compiler's messages unless everything compiles for Java 17. */
    static void compile(Object... arguments) {
        String[] all = Stream.concat(Stream.of("--release", "17", "-encoding", "UTF-8"), Arrays.stream(arguments))
                .map(Object::toString)
                .toArray(String[]::new);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, messages, messages, all))
                .as(() -> messages.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    /**
     * The lines that a program printed; fails unless it ended well, with all that it wrote.
     *
     * @param folder where it runs
     * @param vector whether its JVM has the Vector API
     * @param arguments of the command {@code java}
     */
    static List<String> run(Path folder, boolean vector, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dstdout.encoding=UTF-8");
        if (vector) {
            command.add("--add-modules=jdk.incubator.vector");
        }
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        List<String> all = new ArrayList<>(lines);
        all.addAll(Files.readAllLines(errors));
        assertThat(process.exitValue()).as(() -> String.join("\n", all)).isZero();
        return lines;
    }
}
