package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Allocation;
import io.github.gru4j.benchmarks.peer.Check;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.layer.Input;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StateTable;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Shape;
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

/** How long does one event of each of many keys take: one by one, or through a table? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2) // two JVMs: the JIT does not always arrive at the same code
@Warmup(iterations = 5, time = 1) // vector kernels are steady after two to three seconds
@Measurement(iterations = 10, time = 1) // ten, so that the fastest tells what the machine's other load hides
public class ManyKeysBenchmark {

    /** Keys per call. */
    public static final int KEYS = 1024;

    /** Whether the states are in a table. */
    @Param({"false", "true"})
    public boolean table = true;

    /** Features x units. */
    @Param({"8x16", "32x64", "64x128"})
    public String shape = "64x128";

    private final StreamingState[] states = new StreamingState[KEYS];
    private final int[] slots = new int[KEYS];
    private float[][] events = {}; // (KEYS)(features)
    private float[] ins = {}; // the same, one after the other
    private float[] h = {}; // (units)
    private float[] outs = {}; // (KEYS, units)

    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    private StreamingModel model;

    @SuppressWarnings("NullAway.Init")
    private StateTable stateTable;

    /** Makes the states, and checks that both ways give the same. */
    @Setup
    public void open() {
        SequenceShape sizes = SequenceShape.parse(shape);
        GruWeights weights = new GruWeights(sizes.features(), sizes.units(), 1);
        model = StreamingModel.of(
                Sequential.of(Input.of(Shape.UNKNOWN, sizes.features()), Variant.RESET_AFTER.layer(weights, false)));
        stateTable = model.newTable(KEYS);
        ins = GruWeights.uniform(new Generator(2), KEYS * sizes.features(), 1);
        outs = new float[KEYS * sizes.units()];
        h = new float[sizes.units()];
        events = new float[KEYS][sizes.features()];
        for (int key = 0; key < KEYS; key++) {
            System.arraycopy(ins, key * sizes.features(), events[key], 0, sizes.features());
            states[key] = model.newState();
            slots[key] = stateTable.add();
        }
        int[] order = new Generator(3).permutation(KEYS);
        for (int key = 0; key < KEYS; key++) {
            slots[key] = order[key]; // keys do not come in the order of their slots
        }
        for (int step = 0; step < 2; step++) {
            model.step(stateTable, slots, KEYS, ins, outs);
            for (int key = 0; key < KEYS; key++) {
                model.step(states[key], events[key], h);
                float[] answer = new float[h.length];
                System.arraycopy(outs, key * h.length, answer, 0, h.length);
                Check.outputs("the table", h, answer);
            }
        }
    }

    /** One event of each key. */
    @Benchmark
    public Object run() {
        if (table) {
            model.step(stateTable, slots, KEYS, ins, outs);
            return outs;
        }
        for (int key = 0; key < KEYS; key++) {
            model.step(states[key], events[key], h);
        }
        return h;
    }

    /** Counts what a call allocates. */
    @TearDown
    public void close() throws Exception {
        Allocation.print(this::run);
    }
}
