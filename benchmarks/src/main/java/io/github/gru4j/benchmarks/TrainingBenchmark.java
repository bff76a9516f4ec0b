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

/** How long do a forward and a backward pass take that give the gradients of all weights, and of the input? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class TrainingBenchmark {

    /** The plain loops take seconds at the largest shapes; they check this library with two sequences. */
    private static final int CHECKED_SEQUENCES = 2;

    /** Who computes. */
    @Param({"GRU4J", "NAIVE"})
    public Competitor peer = Competitor.GRU4J;

    /** Batch x time steps x features x units. */
    @Param({"32x10x8x4", "32x100x64x128", "64x50x128x256", "16x30x512x512"})
    public String shape = "32x10x8x4";

    /** Whether the gradient of the input is asked for, too; a peer that always computes it does so in any case. */
    @Param({"false", "true"})
    public boolean inputGradient = false;

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Peer.Training training;

    /** Opens the peer; checks this library against the loops, and the peer against this library. */
    @Setup
    public void open() throws Exception {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        float[] x = GruWeights.uniform(new Generator(2), sizes.inputs(), 1);
        float[] dOutput = GruWeights.uniform(new Generator(3), sizes.outputs(), 1);
        SequenceShape few = sizes.withBatch(Math.min(sizes.batch(), CHECKED_SEQUENCES));
        Check.gradients(
                Competitor.GRU4J.title(),
                run(Competitor.NAIVE, weights, few, x, dOutput),
                run(Competitor.GRU4J, weights, few, x, dOutput));

        training = peer.open().openTraining(weights, sizes);
        training.setInput(x, dOutput);
        training.wantInputGradient(inputGradient);
        training.run();
        training.run(); // gradients of one run, not the sum of two
        Check.gradients(peer.title(), run(Competitor.GRU4J, weights, sizes, x, dOutput), training.gradients());
    }

    private static float[][] run(Competitor who, GruWeights weights, SequenceShape sizes, float[] x, float[] dOutput)
            throws Exception {
        try (Peer.Training training = who.open().openTraining(weights, sizes)) {
            training.setInput(Arrays.copyOf(x, sizes.inputs()), Arrays.copyOf(dOutput, sizes.outputs()));
            training.run();
            return training.gradients();
        }
    }

    /** One batch. */
    @Benchmark
    public Object run() throws Exception {
        training.run();
        return training;
    }

    /** Counts what a call allocates, and closes the peer. */
    @TearDown
    public void close() throws Exception {
        Allocation.print(this::run);
        training.close();
    }
}
