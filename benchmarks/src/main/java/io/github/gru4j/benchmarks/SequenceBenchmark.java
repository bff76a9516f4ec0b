package io.github.gru4j.benchmarks;

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

/** How long does inference over a batch of whole sequences take, all outputs returned? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class SequenceBenchmark {

    /** Who computes. */
    @Param({"GRU4J", "NAIVE"})
    public Competitor peer = Competitor.GRU4J;

    /** Batch x time steps x features x units; the first is the example of Keras's documentation. */
    @Param({"32x10x8x4", "1x100x64x128", "1x30x512x512", "32x100x64x128", "16x30x512x512", "64x50x128x256"})
    public String shape = "32x10x8x4";

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Peer.Sequence sequence;

    /** Opens the peer and checks what it computes. */
    @Setup
    public void open() throws Exception {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        float[] x = GruWeights.uniform(new Generator(2), sizes.batch() * sizes.timesteps() * sizes.features(), 1);
        sequence = peer.open().openSequence(weights, sizes);
        sequence.setInput(x);
        sequence.run();
        try (Peer.Sequence reference = Competitor.NAIVE.open().openSequence(weights, sizes)) {
            reference.setInput(x);
            reference.run();
            Check.same(peer, reference.output(), sequence.output());
        }
    }

    /** One batch. */
    @Benchmark
    public Object run() throws Exception {
        sequence.run();
        return sequence;
    }

    /** Closes the peer. */
    @TearDown
    public void close() {
        sequence.close();
    }
}
