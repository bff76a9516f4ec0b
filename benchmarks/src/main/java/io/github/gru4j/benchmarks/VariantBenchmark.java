package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Allocation;
import io.github.gru4j.benchmarks.peer.Check;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.PlainSteps;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

/** What do this library's variants of a GRU cost, in inference over sequences and in a step? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class VariantBenchmark {

    /** What is run. */
    @Param
    public Variant variant = Variant.RESET_AFTER;

    /** Batch x time steps x features x units. */
    @Param({"1x100x64x128", "32x100x64x128", "64x50x128x256"})
    public String shape = "32x100x64x128";

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private Supplier<float[]> work;

    /** Opens the variant and checks it against plain loops. */
    @Setup
    public void open() {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        float[] x = GruWeights.uniform(new Generator(2), sizes.inputs(), 1);
        work = sizes.toString().equals(sizes.features() + "x" + sizes.units())
                ? step(weights, x)
                : sequence(weights, sizes, x);
        // The first sequence has no mask, and the forward direction comes first in each step.
        float[] expected = PlainSteps.of(
                weights,
                variant != Variant.RESET_BEFORE,
                sizes.timesteps(),
                Arrays.copyOf(x, sizes.timesteps() * sizes.features()));
        float[] actual = work.get();
        int width = variant == Variant.BIDIRECTIONAL ? 2 * sizes.units() : sizes.units();
        float[] first = new float[expected.length];
        for (int t = 0; t < sizes.timesteps(); t++) {
            System.arraycopy(actual, t * width, first, t * sizes.units(), sizes.units());
        }
        Check.outputs(variant.toString(), expected, first);
    }

    private Supplier<float[]> step(GruWeights weights, float[] x) {
        StreamingModel model = StreamingModel.of(
                Sequential.of(Input.of(Shape.UNKNOWN, weights.features), variant.layer(weights, false)));
        StreamingState state = model.newState();
        float[] h = new float[weights.units];
        return () -> {
            model.step(state, x, h);
            return h;
        };
    }

    private Supplier<float[]> sequence(GruWeights weights, SequenceShape sizes, float[] values) {
        Layer layer = variant.layer(weights, true);
        List<Tensor> x = List.of(Tensor.of(values, sizes.batch(), sizes.timesteps(), sizes.features()));
        Call call = Call.inference().withMask(variant.mask(sizes));
        return () -> layer.apply(x, call).output().floats();
    }

    /** One batch, or one event. */
    @Benchmark
    public float[] run() {
        return work.get();
    }

    /** Counts what a call allocates. */
    @TearDown
    public void close() throws Exception {
        Allocation.print(this::run);
    }
}
