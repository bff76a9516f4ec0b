package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.SequenceBenchmark;
import io.github.gru4j.benchmarks.StreamingStepBenchmark;
import io.github.gru4j.benchmarks.TrainingBenchmark;
import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All rows of the table. */
final class Contests {

    private static final List<String> STEPS = List.of("8x16", "16x32", "32x64", "64x128", "128x256", "256x512");
    private static final List<String> SEQUENCES = List.of(
            "32x10x8x4",
            "1x100x64x128",
            "1x30x512x512",
            "8x30x512x512",
            "16x30x512x512",
            "32x30x512x512",
            "32x100x64x128",
            "64x50x128x256",
            "32x30x1024x1024");
    private static final List<String> TRAININGS =
            List.of("32x10x8x4", "32x100x64x128", "64x50x128x256", "16x30x512x512");

    /** A guess for the length of a call; a sample a few times too long or too short does no harm. */
    private static final double FLOPS_PER_MICRO = 60_000;

    private Contests() {}

    /** Every row, with those of the peers that can do it. */
    static List<Contest> all(Collection<Competitor> peers) {
        List<Contest> all = new ArrayList<>();
        for (String text : STEPS) {
            SequenceShape shape = SequenceShape.parse(text);
            all.add(contest("step", shape, Bound.forward(shape), peers, StreamingStepBenchmark.class, "step"));
        }
        for (String text : SEQUENCES) {
            SequenceShape shape = SequenceShape.parse(text);
            all.add(contest("sequence", shape, Bound.forward(shape), peers, SequenceBenchmark.class, "run"));
        }
        List<Competitor> trainers = peers.stream().filter(Competitor::trains).toList();
        for (String text : TRAININGS) {
            SequenceShape shape = SequenceShape.parse(text);
            all.add(training("training", shape, false, trainers));
            all.add(training("training-input", shape, true, trainers));
        }
        all.addAll(OurContests.all());
        return all;
    }

    private static Contest training(
            String kind, SequenceShape shape, boolean inputGradient, Collection<Competitor> peers) {
        return contest(
                kind,
                shape,
                Bound.training(shape, inputGradient),
                peers,
                TrainingBenchmark.class,
                "run",
                Map.of("inputGradient", Boolean.toString(inputGradient)));
    }

    private static Contest contest(
            String kind,
            SequenceShape shape,
            Bound bound,
            Collection<Competitor> peers,
            Class<?> benchmark,
            String method) {
        return contest(kind, shape, bound, peers, benchmark, method, Map.of());
    }

    private static Contest contest(
            String kind,
            SequenceShape shape,
            Bound bound,
            Collection<Competitor> peers,
            Class<?> benchmark,
            String method,
            Map<String, String> parameters) {
        List<Entrant> entrants = peers.stream()
                .map(peer -> new Entrant(
                        peer.title(),
                        benchmark,
                        method,
                        with(parameters, peer, shape),
                        true,
                        callsPerSample(peer, bound)))
                .toList();
        return new Contest(kind, shape.toString(), bound, false, entrants);
    }

    private static Map<String, String> with(Map<String, String> parameters, Competitor peer, SequenceShape shape) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("peer", peer.name());
        all.put("shape", shape.toString());
        return all;
    }

    static int callsPerSample(Competitor peer, Bound bound) {
        return Entrant.callsPerSample(peer.callMicros() + bound.flops() / FLOPS_PER_MICRO);
    }
}
