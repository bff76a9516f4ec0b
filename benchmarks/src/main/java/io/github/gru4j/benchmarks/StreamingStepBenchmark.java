package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Allocation;
import io.github.gru4j.benchmarks.peer.Check;
import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.random.Generator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long does one event of one stream take: a GRU step with batch 1? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after one to two seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class StreamingStepBenchmark {

    private static final int EVENTS = 64;

    /** Who computes. */
    @Param({"GRU4J", "NAIVE"})
    public Competitor peer = Competitor.GRU4J;

    /** Features x units: weights from the first-level cache up to the third. */
    @Param({"8x16", "16x32", "32x64", "64x128", "128x256", "256x512"})
    public String shape = "8x16";

    private float[][] events = {}; // (EVENTS)(features)
    private float[] h = {}; // (units)
    private int next;

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Peer.Stream stream;

    /** Opens the peer; checks this library against the loops, and the peer against this library. */
    @Setup
    public void open() throws Exception {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        Generator generator = new Generator(2);
        events = new float[EVENTS][];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = GruWeights.uniform(generator, sizes.features(), 1);
        }
        h = new float[sizes.units()];
        stream = peer.open().openStream(weights);

        float[] looped = new float[sizes.units()];
        float[] expected = new float[sizes.units()];
        try (Peer.Stream loops = Competitor.NAIVE.open().openStream(weights);
                Peer.Stream ours = Competitor.GRU4J.open().openStream(weights)) {
            for (float[] event : events) {
                loops.step(event, looped);
                ours.step(event, expected);
                Check.outputs(Competitor.GRU4J.title(), looped, expected);
                stream.step(event, h);
                Check.outputs(peer.title(), expected, h);
            }
        }
    }

    /** One event. */
    @Benchmark
    public float[] step() throws Exception {
        stream.step(events[next], h);
        next = (next + 1) % EVENTS;
        return h;
    }

    /** Counts what a call allocates, and closes the peer. */
    @TearDown
    public void close() throws Exception {
        Allocation.print(this::step);
        stream.close();
    }
}
