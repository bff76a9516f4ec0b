package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.FirstCalls;
import io.github.gru4j.benchmarks.peer.Competitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How long a fresh JVM takes to answer first, and to reach its speed.
 *
 * @param title who
 * @param peer who
 * @param shape of a step or of a sequence
 * @param vectors whether the JVM has the Vector API module
 * @param results one per JVM
 */
record StartUp(String title, Competitor peer, String shape, boolean vectors, List<FirstCalls.Result> results) {

    /** The word for it on the command line. */
    static final String WORD = "startup";

    static List<StartUp> all(List<Competitor> peers) {
        List<StartUp> all = new ArrayList<>();
        for (String shape : List.of("64x128", "1x100x64x128")) {
            for (Competitor peer : peers) {
                all.add(new StartUp(peer.title(), peer, shape, true, new ArrayList<>()));
                if (peer == Competitor.GRU4J) {
                    all.add(new StartUp(peer.title() + ", scalar kernels", peer, shape, false, new ArrayList<>()));
                }
            }
        }
        return all;
    }

    /** Starts one JVM. */
    void run() throws IOException {
        List<String> command = Jvm.command(Jvm.forkFlags(vectors), FirstCalls.class);
        command.add(Long.toString(System.currentTimeMillis()));
        command.add(peer.name());
        command.add(shape);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        results.add(FirstCalls.Result.parse(output));
    }

    static Table table(List<StartUp> all) {
        Table table = new Table(2, List.of("start-up", "shape", "first answer, ms", "steady speed, ms", "then, us"));
        for (StartUp one : all) {
            table.add(List.of(
                    one.title(),
                    one.shape(),
                    String.format(Locale.ROOT, "%.0f", one.median(FirstCalls.Result::firstMillis)),
                    String.format(Locale.ROOT, "%.0f", one.median(FirstCalls.Result::steadyMillis)),
                    Report.micros(one.median(FirstCalls.Result::micros))));
        }
        return table;
    }

    private double median(ToDoubleFunction<FirstCalls.Result> figure) {
        double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
