package io.github.gru4j.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
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

/** How fast is one core: what can a program in Java multiply, add and read at most? Needs the Vector API module. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MachineBenchmark {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final int ROUNDS = 4_000;
    private static final int ACCUMULATORS = 12;

    /** Multiplications and additions of one call of {@link #fma}. */
    public static double fmaFlops() {
        return 2.0 * ROUNDS * ACCUMULATORS * LANES;
    }

    /** Twelve independent chains: more than latency times throughput of any core, and few enough for 16 registers. */
    @Benchmark
    public float fma(Factors factors) {
        FloatVector x = FloatVector.broadcast(SPECIES, factors.x);
        FloatVector y = FloatVector.broadcast(SPECIES, factors.y);
        FloatVector a0 = x;
        FloatVector a1 = x;
        FloatVector a2 = x;
        FloatVector a3 = x;
        FloatVector a4 = x;
        FloatVector a5 = x;
        FloatVector a6 = y;
        FloatVector a7 = y;
        FloatVector a8 = y;
        FloatVector a9 = y;
        FloatVector a10 = y;
        FloatVector a11 = y;
        for (int i = 0; i < ROUNDS; i++) {
            a0 = a0.fma(x, y);
            a1 = a1.fma(x, y);
            a2 = a2.fma(x, y);
            a3 = a3.fma(x, y);
            a4 = a4.fma(x, y);
            a5 = a5.fma(x, y);
            a6 = a6.fma(x, y);
            a7 = a7.fma(x, y);
            a8 = a8.fma(x, y);
            a9 = a9.fma(x, y);
            a10 = a10.fma(x, y);
            a11 = a11.fma(x, y);
        }
        FloatVector low = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        FloatVector high = a6.add(a7).add(a8).add(a9).add(a10).add(a11);
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }

    /** Bytes that a call of {@link #read} reads. */
    public static double readBytes(int kibibytes) {
        return 1024.0 * kibibytes * passes(kibibytes);
    }

    private static int passes(int kibibytes) {
        return Math.max(1, 8192 / kibibytes);
    }

    /**
     * Reads an array from one end to the other, a few times. Its offset in a cache line changes from call to call: one of
     * them is aligned, and the fastest call tells.
     */
    @Benchmark
    public float read(Memory memory) {
        float[] numbers = memory.numbers;
        int from = memory.nextOffset();
        int to = from + memory.length;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector a4 = a0;
        FloatVector a5 = a0;
        FloatVector a6 = a0;
        FloatVector a7 = a0;
        int i = from;
        // One loop, not two: C2 keeps vectors in registers around the inner one only.
        for (int block = 0; block < memory.blocks; block++) {
            a0 = a0.add(FloatVector.fromArray(SPECIES, numbers, i));
            a1 = a1.add(FloatVector.fromArray(SPECIES, numbers, i + LANES));
            a2 = a2.add(FloatVector.fromArray(SPECIES, numbers, i + 2 * LANES));
            a3 = a3.add(FloatVector.fromArray(SPECIES, numbers, i + 3 * LANES));
            a4 = a4.add(FloatVector.fromArray(SPECIES, numbers, i + 4 * LANES));
            a5 = a5.add(FloatVector.fromArray(SPECIES, numbers, i + 5 * LANES));
            a6 = a6.add(FloatVector.fromArray(SPECIES, numbers, i + 6 * LANES));
            a7 = a7.add(FloatVector.fromArray(SPECIES, numbers, i + 7 * LANES));
            i += 8 * LANES;
            i = i == to ? from : i;
        }
        FloatVector low = a0.add(a1).add(a2.add(a3));
        FloatVector high = a4.add(a5).add(a6.add(a7));
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }

    /** Numbers that the compiler does not know; a chain of them stays finite. */
    @State(Scope.Thread)
    public static class Factors {
        float x = 0.999f;
        float y = 1e-3f;
    }

    /** What is read. */
    @State(Scope.Thread)
    public static class Memory {
        private static final int LINE = 16; // floats; arrays start at any even one of them

        /** How much. */
        @Param({"16", "256", "4096", "262144"})
        public int kibibytes = 16;

        private float[] numbers = {};
        private int length;
        private int blocks; // of eight vectors, in all passes together
        private int offset;

        /** Allocates and touches it. */
        @Setup
        public void allocate() {
            length = kibibytes * 256;
            blocks = length / (8 * LANES) * passes(kibibytes);
            numbers = new float[length + LINE];
            Arrays.fill(numbers, 1);
        }

        private int nextOffset() {
            offset = (offset + 2) % LINE;
            return offset;
        }
    }
}
