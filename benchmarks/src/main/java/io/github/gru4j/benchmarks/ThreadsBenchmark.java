package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Check;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.PlainSteps;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.layer.Input;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
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
import org.openjdk.jmh.annotations.Warmup;

/** What do several threads gain in a model's prediction? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class ThreadsBenchmark {

    /** At most how many, the caller's included. */
    @Param({"1", "2"})
    public int threads = 2;

    /** Batch x time steps x features x units. */
    @Param({"32x10x8x4", "64x50x128x256", "16x30x512x512", "32x30x512x512"})
    public String shape = "32x30x512x512";

    private Tensor x = Tensor.zeros(0);

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Sequential model;

    /** Makes the model, and checks it against plain loops. */
    @Setup
    public void open() {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        float[] values = GruWeights.uniform(new Generator(2), sizes.inputs(), 1);
        x = Tensor.of(values, sizes.batch(), sizes.timesteps(), sizes.features());
        model = Sequential.of(Input.of(Shape.UNKNOWN, sizes.features()), Variant.RESET_AFTER.layer(weights, true));
        model.setThreads(threads);
        float[] first = Arrays.copyOf(values, sizes.timesteps() * sizes.features());
        Check.outputs(threads + " threads", PlainSteps.of(weights, true, sizes.timesteps(), first), run().floats());
    }

    /** One batch. */
    @Benchmark
    public Tensor run() {
        return model.predict(x, x.dim(0));
    }
}
