package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedTest {

    @Test
    void aValueIsComputedOncePerVersion() {
        Cached<String> cached = new Cached<>();
        AtomicInteger computed = new AtomicInteger();
        assertThat(cached.held()).isNull();
        for (long version : new long[] {3, 3, 5, 5}) {
            cached.get(version, () -> "value " + computed.incrementAndGet());
        }
        assertThat(cached.held()).isEqualTo("value 2");
    }

    @Test
    void whoAsksForAnOlderVersionGetsTheNewerValue() {
        Cached<String> cached = new Cached<>();
        cached.get(7, () -> "seven");
        assertThat(cached.get(6, () -> "six")).isEqualTo("seven");
        assertThat(cached.held()).isEqualTo("seven");
    }

    /** A value may be computed in the memory of the one before: two threads at it would write into each other's. */
    @Test
    void oneThreadComputesWhileTheOthersWait() throws Exception {
        Cached<Integer> cached = new Cached<>();
        AtomicInteger computed = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4);
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Integer> task = new FutureTask<>(() -> {
                all.countDown();
                all.await();
                return cached.get(1, () -> {
                    Thread.yield();
                    return computed.incrementAndGet();
                });
            });
            tasks.add(task);
            new Thread(task, "asking").start();
        }
        for (FutureTask<Integer> task : tasks) {
            assertThat(task.get()).isEqualTo(1);
        }
        assertThat(Objects.requireNonNull(cached.held())).isEqualTo(1);
    }
}
