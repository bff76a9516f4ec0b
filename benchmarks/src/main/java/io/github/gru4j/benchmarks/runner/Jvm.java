package io.github.gru4j.benchmarks.runner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The flags and the environment of the JVMs that are measured. */
final class Jvm {

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Native libraries read them when they start, so they must stand in the environment of the process. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OMP_NUM_THREADS", "1",
            "MKL_NUM_THREADS", "1",
            "OPENBLAS_NUM_THREADS", "1",
            "OPT_OUT_TRACKING", "true");

    private Jvm() {}

    /** The flags of a fork: those of this JVM, and those that peers need. */
    static List<String> forkFlags(boolean vectors) {
        List<String> flags =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        flags.removeIf(flag -> flag.startsWith("--add-modules"));
        if (vectors) {
            flags.add("--add-modules=" + VECTOR_MODULE);
        }
        return flags;
    }

    /** Whether this JVM is as the forks should be. */
    static boolean isReady() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
                && ENVIRONMENT.entrySet().stream()
                        .allMatch(variable -> variable.getValue().equals(System.getenv(variable.getKey())));
    }

    /** Whoever stops this program stops what it measures. */
    static void endChildrenAtExit() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    }

    /** Runs the program again in a JVM that is; returns its exit code. */
    static int restart(Class<?> main, String[] args) throws IOException, InterruptedException {
        List<String> flags = forkFlags(true);
        int feature = Runtime.version().feature();
        if (feature >= 22) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (feature >= 23) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        flags.add("-Dai.djl.offline=true");
        List<String> command = command(flags, main);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(ENVIRONMENT);
        return builder.start().waitFor();
    }

    /** The start of a command line that runs a program of this jar; its arguments follow. */
    static List<String> command(List<String> flags, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }
}
