package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.internal.kernel.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must stand beside every number: machine, JDK, flags, date, commit, kernel set, versions. */
final class Circumstances {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Circumstances() {}

    static Map<String, String> of(Collection<Competitor> peers, Caches caches, Effort effort) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put(
                "Date",
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now()));
        lines.put("Commit", commit());
        lines.put("Processor", processor() + "; " + caches);
        lines.put("System", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        lines.put("JDK", System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
        lines.put("Flags", String.join(" ", Jvm.forkFlags(true)));
        lines.put("Kernels", Kernels.reason());
        lines.put("Peers", versions(peers));
        lines.put(
                "Effort",
                effort.rounds() + " rounds, each peer in a JVM of its own in turn, " + effort.warmups() + " + "
                        + effort.iterations() + " x " + effort.time());
        return lines;
    }

    private static String versions(Collection<Competitor> peers) {
        List<String> versions = new ArrayList<>();
        for (Competitor peer : peers) {
            if (peer != Competitor.GRU4J) {
                try {
                    versions.add(peer.title() + ": " + peer.open().version());
                } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                    versions.add(peer.title() + ": " + e);
                }
            }
        }
        return String.join(", ", versions);
    }

    private static String processor() {
        Map<String, String> first = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(CPU)) {
                String[] parts = line.split(":", 2);
                if (parts.length == 2) {
                    first.putIfAbsent(parts[0].trim(), parts[1].trim());
                }
            }
        } catch (IOException e) {
            return System.getProperty("os.arch", "unknown");
        }
        return first.get("model name") + " (family " + first.get("cpu family") + ", model " + first.get("model") + "), "
                + Runtime.getRuntime().availableProcessors() + " available";
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return git.waitFor() == 0 ? text : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
