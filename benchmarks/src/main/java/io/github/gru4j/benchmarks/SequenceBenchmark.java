package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Allocation;
import io.github.gru4j.benchmarks.peer.Check;
import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.random.Generator;
import java.util.Arrays;
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

/** How long does inference over a batch of whole sequences take, all outputs returned? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class SequenceBenchmark {

    /** The plain loops take seconds at the largest shapes; sequences do not depend on each other, so two will do. */
    private static final int CHECKED_SEQUENCES = 2;

    /** Who computes. */
    @Param({"GRU4J", "NAIVE"})
    public Competitor peer = Competitor.GRU4J;

    /** Batch x time steps x features x units; the first is the example of Keras's documentation. */
    @Param({
        "32x10x8x4",
        "1x100x64x128",
        "1x30x512x512",
        "8x30x512x512",
        "16x30x512x512",
        "32x30x512x512",
        "32x100x64x128",
        "64x50x128x256",
        "32x30x1024x1024"
    })
    public String shape = "32x10x8x4";

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Peer.Sequence sequence;

    /** Opens the peer; checks this library against the loops, and the peer against this library. */
    @Setup
    public void open() throws Exception {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        float[] x = GruWeights.uniform(new Generator(2), sizes.inputs(), 1);
        float[] expected = run(Competitor.GRU4J, weights, sizes, x);
        SequenceShape few = sizes.withBatch(Math.min(sizes.batch(), CHECKED_SEQUENCES));
        float[] looped = run(Competitor.NAIVE, weights, few, Arrays.copyOf(x, few.inputs()));
        Check.outputs(Competitor.GRU4J.title(), looped, expected);

        sequence = peer.open().openSequence(weights, sizes);
        sequence.setInput(x);
        sequence.run();
        Check.outputs(peer.title(), expected, sequence.output());
    }

    private static float[] run(Competitor who, GruWeights weights, SequenceShape sizes, float[] x) throws Exception {
        try (Peer.Sequence sequence = who.open().openSequence(weights, sizes)) {
            sequence.setInput(x);
            sequence.run();
            return sequence.output();
        }
    }

    /** One batch. */
    @Benchmark
    public Object run() throws Exception {
        sequence.run();
        return sequence;
    }

    /** Counts what a call allocates, and closes the peer. */
    @TearDown
    public void close() throws Exception {
        Allocation.print(this::run);
        sequence.close();
    }
}
