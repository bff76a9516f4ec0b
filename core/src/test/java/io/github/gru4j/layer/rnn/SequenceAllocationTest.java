package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Call;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A warmed call of inference over a sequence allocates the outputs, the last state, and little around them. */
class SequenceAllocationTest {

    /** Lists, shapes, the pass: independent of all sizes. */
    private static final int AROUND = 1024;

    /** Enough for the compiler to finish in the background, on a busy machine, too. */
    private static final int MAX_ROUNDS = 4_000;

    /** What a call allocates once that fits the bound, or after many rounds. */
    private static long settled(long bound, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < MAX_ROUNDS && bytes > bound; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                call.run();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 50;
        }
        return bytes;
    }

    private static void assertBound(String what, long numbers, int around, Runnable call) {
        long bound = Float.BYTES * numbers + around;
        assertThat(settled(bound, call)).as("bytes of %s", what).isLessThanOrEqualTo(bound);
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 64, 128, true", "32, 10, 8, 4, true", "1, 20, 7, 20, false", "3, 40, 16, 32, false"})
    void callAllocatesItsResult(int batch, int timesteps, int features, int units, boolean resetAfter) {
        GRU gru = GRU.builder(units, cell -> cell.resetAfter(resetAfter))
                .returnSequences(true)
                .build();
        gru.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, features));
        Tensor x = Tensor.full(gru.dtype(), Shape.of(batch, timesteps, features), 0.25);
        List<Tensor> inputs = List.of(x);
        long result = (long) batch * timesteps * units + (long) batch * units;
        assertBound("call", result, AROUND, () -> gru.call(x));
        assertBound("apply", result, AROUND, () -> gru.apply(inputs, Call.inference()));
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 64, 128", "32, 10, 8, 4"})
    void bothDirectionsShareOneResult(int batch, int timesteps, int features, int units) {
        Bidirectional both =
                Bidirectional.of(GRU.builder(units).returnSequences(true).build());
        both.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, features));
        Tensor x = Tensor.full(both.dtype(), Shape.of(batch, timesteps, features), 0.25);
        long result = 2L * batch * timesteps * units + 2L * batch * units;
        assertBound("call", result, 3 * AROUND, () -> both.call(x));
    }
}
