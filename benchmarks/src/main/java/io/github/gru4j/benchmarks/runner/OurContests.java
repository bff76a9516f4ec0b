package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.ManyKeysBenchmark;
import io.github.gru4j.benchmarks.SequenceBenchmark;
import io.github.gru4j.benchmarks.StreamingStepBenchmark;
import io.github.gru4j.benchmarks.ThreadsBenchmark;
import io.github.gru4j.benchmarks.Variant;
import io.github.gru4j.benchmarks.VariantBenchmark;
import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows in which this library competes with itself. */
final class OurContests {

    private OurContests() {}

    static List<Contest> all() {
        List<Contest> all = new ArrayList<>();
        for (String shape : List.of("8x16", "64x128", "256x512", "1x100x64x128", "32x100x64x128", "64x50x128x256")) {
            all.add(variant("reset-before", shape, "reset after", Variant.RESET_BEFORE));
        }
        for (String shape : List.of("32x100x64x128", "64x50x128x256")) {
            all.add(variant("masks", shape, "no masks", Variant.MASKED));
            all.add(variant("bidirectional", shape, "one direction", Variant.BIDIRECTIONAL));
        }
        for (String shape : List.of("8x16", "32x64", "64x128")) {
            all.add(manyKeys(shape));
        }
        for (String shape : List.of("32x10x8x4", "64x50x128x256", "16x30x512x512", "32x30x512x512")) {
            all.add(threads(shape));
        }
        for (String shape : List.of("32x64", "64x128")) {
            all.add(scalar(shape, StreamingStepBenchmark.class, "step"));
        }
        for (String shape : List.of("32x100x64x128", "64x50x128x256")) {
            all.add(scalar(shape, SequenceBenchmark.class, "run"));
        }
        return all;
    }

    private static Contest variant(String kind, String text, String base, Variant variant) {
        SequenceShape shape = SequenceShape.parse(text);
        Bound bound = Bound.forward(shape);
        return new Contest(
                kind,
                text,
                bound,
                true,
                List.of(variant(base, Variant.RESET_AFTER, text, bound), variant(kind, variant, text, bound)));
    }

    private static Entrant variant(String title, Variant variant, String shape, Bound bound) {
        return new Entrant(
                title,
                VariantBenchmark.class,
                "run",
                Map.of("variant", variant.name(), "shape", shape),
                true,
                Contests.callsPerSample(Competitor.GRU4J, bound));
    }

    private static Contest manyKeys(String text) {
        SequenceShape shape = SequenceShape.parse(text);
        Bound bound = Bound.forward(shape.withBatch(ManyKeysBenchmark.KEYS));
        return new Contest(
                "many-keys",
                text,
                bound,
                true,
                List.of(manyKeys("keys one by one", false, text, bound), manyKeys("table of keys", true, text, bound)));
    }

    private static Entrant manyKeys(String title, boolean table, String shape, Bound bound) {
        return new Entrant(
                title,
                ManyKeysBenchmark.class,
                "run",
                Map.of("table", Boolean.toString(table), "shape", shape),
                true,
                Contests.callsPerSample(Competitor.GRU4J, bound));
    }

    private static Contest threads(String text) {
        Bound bound = Bound.forward(SequenceShape.parse(text));
        return new Contest(
                "threads",
                text,
                bound,
                true,
                List.of(threads("one thread", 1, text, bound), threads("two threads", 2, text, bound)));
    }

    private static Entrant threads(String title, int threads, String shape, Bound bound) {
        return new Entrant(
                title,
                ThreadsBenchmark.class,
                "run",
                Map.of("threads", Integer.toString(threads), "shape", shape),
                true,
                Contests.callsPerSample(Competitor.GRU4J, bound));
    }

    private static Contest scalar(String text, Class<?> benchmark, String method) {
        Bound bound = Bound.forward(SequenceShape.parse(text));
        List<Entrant> entrants = List.of(
                kernels("vector kernels", Competitor.GRU4J, true, text, benchmark, method),
                kernels("scalar kernels", Competitor.GRU4J, false, text, benchmark, method),
                kernels(Competitor.NAIVE.title(), Competitor.NAIVE, false, text, benchmark, method));
        return new Contest("scalar", text, bound, true, entrants);
    }

    private static Entrant kernels(
            String title, Competitor peer, boolean vectors, String shape, Class<?> benchmark, String method) {
        Bound bound = Bound.forward(SequenceShape.parse(shape));
        return new Entrant(
                title,
                benchmark,
                method,
                Map.of("peer", peer.name(), "shape", shape),
                vectors,
                Contests.callsPerSample(peer, bound));
    }
}
