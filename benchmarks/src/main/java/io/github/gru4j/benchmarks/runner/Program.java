package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.Competitor;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

/** What programs of this module have in common: a JVM with the right flags, and what must stand beside their numbers. */
public final class Program {

    private Program() {}

    /** Does something in this JVM if it has the vector module and the environment of native libraries, else in a new one. */
    public static int inReadyJvm(Class<?> main, String[] args, Callable<Integer> work) throws Exception {
        if (Jvm.isReady()) {
            return work.call();
        }
        Jvm.endChildrenAtExit();
        return Jvm.restart(main, args);
    }

    /** Prints machine, JDK, flags, date, commit, kernel set and peers. */
    public static void printCircumstances(PrintStream out) throws IOException {
        List<Competitor> peers = List.of(Competitor.ONNX_RUNTIME).stream()
                .filter(Competitor::available)
                .toList();
        Circumstances.of(peers, Caches.ofThisMachine(), Effort.ofMachine()).forEach((what, value) -> {
            if (!what.equals("Effort")) {
                out.println("- " + what + ": " + value);
            }
        });
        out.println();
    }
}
