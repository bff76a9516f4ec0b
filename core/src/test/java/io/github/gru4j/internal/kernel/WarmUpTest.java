package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That warming up ends, and does not end before the compiler has had its calls. */
class WarmUpTest {

    @Test
    void callsAreCountedFromZeroAndManyOfThemMade() {
        int[] next = {0};
        WarmUp.run(call -> {
            assertThat(call).isEqualTo(next[0]);
            next[0]++;
        });
        assertThat(next[0]).isGreaterThan(5_000);
    }

    @Test
    void fewCallsAreNotEnoughBeforeASecond() {
        int[] calls = {0};
        long start = System.nanoTime();
        WarmUp.run(call -> {
            calls[0]++;
            long end = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        assertThat(calls[0]).isLessThan(10_000); // there is no time for more
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000);
    }

    @Test
    void callThatDoesNotGetFasterEnds() {
        int[] calls = {0};
        WarmUp.run(call -> {
            calls[0]++;
            long end = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        assertThat(calls[0]).isBetween(2, 100);
    }
}
