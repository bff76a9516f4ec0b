package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys called by name, from any number of threads: each answer is that of a single step. */
@Timeout(120) // a caller that nobody wakes waits for ever
class KeyedStreamTest {

    private static final StreamingModel MODEL = StreamingModels.small();

    private static float[] event(long seed) {
        return StreamingModels.events(MODEL, 1, seed);
    }

    /** What each key's events give when it is stepped on its own. */
    private static float[][] alone(long key, int events) {
        StreamingState state = MODEL.newState();
        float[][] answers = new float[events][MODEL.outputSize()];
        for (int t = 0; t < events; t++) {
            MODEL.step(state, event(1_000 * key + t), answers[t]);
        }
        return answers;
    }

    private static void runInThreads(int threads, Callable<?>... work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<?> result : pool.invokeAll(List.of(work).stream()
                    .map(call -> (Callable<Object>) call::call)
                    .toList())) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void oneThreadGetsTheAnswersOfSingleStepsAndNoBatches() {
        try (KeyedStream<String> stream = KeyedStream.<String>builder(MODEL)
                .maxDelay(Duration.ofSeconds(30))
                .latencies()
                .build()) {
            Generator generator = new Generator(7);
            Map<String, StreamingState> states = new HashMap<>();
            float[] expected = new float[MODEL.outputSize()];
            for (int i = 0; i < 2_000; i++) {
                String key = "key " + (int) generator.nextUniform(0, 40);
                if (i % 31 == 0) {
                    assertThat(stream.remove(key)).isEqualTo(states.remove(key) != null);
                }
                assertThat(stream.contains(key)).isEqualTo(states.containsKey(key));
                MODEL.step(states.computeIfAbsent(key, k -> MODEL.newState()), event(i), expected);
                assertThat(stream.on(key, event(i))).isEqualTo(expected);
                assertThat(stream.size()).isEqualTo(states.size());
            }
            StreamingState copy = MODEL.newState();
            states.forEach((key, state) -> {
                assertThat(stream.copyTo(key, copy)).isTrue();
                Tensors.assertSameBits(copy.values(), state.values());
            });
            assertThat(stream.copyTo("nobody", copy)).isFalse();
            StreamMetrics metrics = stream.metrics();
            assertThat(metrics.steps()).isEqualTo(2_000);
            assertThat(metrics.batches()).isEqualTo(2_000);
            assertThat(metrics.batchSizes().max()).isEqualTo(1);
            assertThat(metrics.latencies().count()).isEqualTo(2_000);
            assertThat(metrics.latencies().max()).as("no delay").isLessThan(30_000_000_000L);
            assertThat(metrics.refused()).isZero();
            assertThat(stream.bytes()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 256, 4096", "0, 3, 2", "300, 256, 4096", "300, 4, 1", "300, 2, 8"})
    void threadsThatWaitGetTheAnswersOfSingleSteps(int delayMicros, int maxBatch, int maxWaiting) throws Exception {
        int threads = 6;
        try (KeyedStream<Long> stream = KeyedStream.<Long>builder(MODEL)
                .maxDelay(Duration.ofNanos(1_000L * delayMicros))
                .maxBatch(maxBatch)
                .maxWaiting(maxWaiting)
                .build()) {
            Callable<?>[] work = IntStream.range(0, threads)
                    .mapToObj(thread -> (Callable<Object>) () -> {
                        for (long key = thread; key < 30; key += threads) {
                            float[][] expected = alone(key, 40);
                            for (int t = 0; t < 40; t++) {
                                assertThat(stream.on(key, event(1_000 * key + t)))
                                        .isEqualTo(expected[t]);
                            }
                        }
                        return null;
                    })
                    .toArray(Callable<?>[]::new);
            runInThreads(threads, work);
            StreamMetrics metrics = stream.metrics();
            assertThat(metrics.steps()).isEqualTo(30 * 40);
            assertThat(metrics.batchSizes().max()).isLessThanOrEqualTo(Math.min(threads, maxBatch));
            assertThat(metrics.batches()).isBetween(1L, 30L * 40);
            assertThat(stream.size()).isEqualTo(30);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 256, 4096", "0, 7, 5", "2000, 16, 4096", "2000, 16, 3"})
    void futuresGetTheAnswersOfSingleStepsInOrder(int delayMicros, int maxBatch, int maxWaiting) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (KeyedStream<Long> stream = KeyedStream.<Long>builder(MODEL)
                .maxDelay(Duration.ofNanos(1_000L * delayMicros))
                .maxBatch(maxBatch)
                .maxWaiting(maxWaiting)
                .build()) {
            List<CompletableFuture<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                long key = i % 3; // several events of a key wait at a time
                float[] features = event(1_000 * key + i / 3);
                int number = i;
                answers.add(stream.onAsync(key, features)
                        .whenComplete((answer, failure) -> order.add(number))
                        .toCompletableFuture());
                Arrays.fill(features, Float.NaN); // the caller's array is the caller's
            }
            for (int key = 0; key < 3; key++) {
                float[][] expected = alone(key, 101);
                for (int t = 0; t < 100; t++) {
                    assertThat(answers.get(3 * t + key).join()).isEqualTo(expected[t]);
                }
                assertThat(stream.on((long) key, event(1_000 * key + 100)))
                        .as("after those that were there")
                        .isEqualTo(expected[100]);
            }
        }
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void callThatWaitsComesAfterTheFuturesOfItsThread() {
        float[][] expected = alone(0, 200);
        try (KeyedStream<Long> stream = KeyedStream.of(MODEL)) {
            for (int t = 0; t < 200; t++) {
                if (t % 5 != 4) {
                    stream.onAsync(0L, event(t));
                } else {
                    assertThat(stream.on(0L, event(t))).isEqualTo(expected[t]);
                }
            }
        }
    }

    /** Stages that call the stream again, thousands deep, with room for few. */
    @Test
    void stageMayCallTheStreamAgain() {
        try (KeyedStream<Long> stream =
                KeyedStream.<Long>builder(MODEL).maxWaiting(2).maxBatch(2).build()) {
            CompletableFuture<float[]> last = new CompletableFuture<>();
            again(stream, 3_000, last);
            float[][] expected = alone(0, 3_001);
            assertThat(last.join()).isEqualTo(expected[3_000]);
            assertThat(stream.size()).isEqualTo(1);
        }
    }

    private static void again(KeyedStream<Long> stream, int left, CompletableFuture<float[]> last) {
        stream.onAsync(0L, event(3_000 - left)).whenComplete((answer, failure) -> {
            if (left == 0 || failure != null) {
                last.complete(answer);
            } else if (left % 10 == 0) {
                stream.onAsync(0L, event(3_000 - left + 1)).thenRun(() -> again(stream, left - 2, last));
            } else {
                again(stream, left - 1, last);
            }
        });
    }

    @Test
    void callsThatFindNoRoomAreRejectedOrWait() throws Exception {
        for (boolean reject : new boolean[] {true, false}) {
            CountDownLatch computing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            KeyedStream.Builder<Long> builder = KeyedStream.<Long>builder(MODEL)
                    .maxWaiting(2)
                    .clock(
                            () -> { // holds whoever computes
                                computing.countDown();
                                awaitQuietly(goOn);
                                return 1;
                            });
            try (KeyedStream<Long> stream = (reject ? builder.rejectWhenFull() : builder).build()) {
                CompletableFuture<float[]> first = CompletableFuture.supplyAsync(() -> stream.on(0L, event(0)));
                computing.await();
                CompletableFuture<float[]> second =
                        stream.onAsync(1L, event(1_000)).toCompletableFuture();
                CompletableFuture<float[]> third =
                        stream.onAsync(2L, event(2_000)).toCompletableFuture();
                ExecutorService caller = Executors.newSingleThreadExecutor();
                Future<float[]> fourth = caller.submit(() -> stream.on(3L, event(3_000)));
                if (reject) {
                    assertThatThrownBy(fourth::get)
                            .hasCauseInstanceOf(RejectedExecutionException.class)
                            .hasMessageEndingWith(
                                    "KeyedStream: fewer events must wait than maxWaiting. Received: maxWaiting=2.");
                }
                goOn.countDown();
                assertThat(first.join()).isEqualTo(alone(0, 1)[0]);
                assertThat(second.join()).isEqualTo(alone(1, 1)[0]);
                assertThat(third.join()).isEqualTo(alone(2, 1)[0]);
                if (!reject) {
                    assertThat(fourth.get()).isEqualTo(alone(3, 1)[0]);
                }
                assertThat(stream.metrics().rejected()).isEqualTo(reject ? 1 : 0);
                assertThat(stream.metrics().steps()).isEqualTo(reject ? 3 : 4);
                caller.shutdown();
            }
        }
    }

    /** Whoever computes waits here, also if it is interrupted. */
    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusedEventFailsAloneAndChangesNothing() {
        Sequential words = Sequential.of(
                Input.of(Shape.UNKNOWN),
                Embedding.of(5, 3),
                GRU.builder(4).returnSequences(true).build());
        StreamingModel model = StreamingModel.of(words);
        try (KeyedStream<Integer> stream = KeyedStream.<Integer>builder(model)
                .maxDelay(Duration.ofSeconds(1))
                .maxBatch(150)
                .build()) {
            List<CompletableFuture<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                float[] id = {i % 40 == 20 ? 9 : i % 5};
                answers.add(stream.onAsync(i % 120, id).toCompletableFuture());
            }
            StreamingState[] alone = new StreamingState[120];
            for (int i = 0; i < 150; i++) {
                int key = i % 120;
                if (alone[key] == null) {
                    alone[key] = model.newState();
                }
                CompletableFuture<float[]> answer = answers.get(i);
                if (i % 40 == 20) {
                    assertThatThrownBy(answer::join)
                            .isInstanceOf(CompletionException.class)
                            .hasCauseInstanceOf(IllegalArgumentException.class)
                            .hasMessageEndingWith("an event must be an integer from 0 to 4. Received: 9.");
                } else {
                    float[] expected = new float[4];
                    model.step(alone[key], new float[] {i % 5}, expected);
                    assertThat(answer.join()).isEqualTo(expected);
                }
            }
            assertThat(stream.metrics().refused()).isEqualTo(4);
            assertThat(stream.metrics().steps()).isEqualTo(146);
            assertThatThrownBy(() -> stream.on(1, 9)).isInstanceOf(IllegalArgumentException.class);
            float[] expected = new float[4];
            model.step(alone[1], new float[] {2}, expected);
            assertThat(stream.on(1, 2)).isEqualTo(expected);
        }
    }

    @Test
    void keysWithoutEventsSinceAreForgotten() {
        AtomicLong now = new AtomicLong(100);
        try (KeyedStream<String> stream =
                KeyedStream.<String>builder(MODEL).clock(now::get).build()) {
            stream.on("a", event(1));
            stream.on("b", event(1));
            now.set(200);
            stream.onAsync("b", event(2)).toCompletableFuture().join();
            stream.on("c", event(1));
            List<String> gone = new ArrayList<>();
            assertThat(stream.expire(100, gone::add)).isZero();
            assertThat(stream.expire(200, gone::add)).isEqualTo(1);
            assertThat(gone).containsExactly("a");
            assertThat(stream.size()).isEqualTo(2);
            assertThat(stream.on("a", event(1))).as("begins anew").isEqualTo(stream.on("d", event(1)));
            assertThatThrownBy(() -> stream.expire(1_000, key -> stream.size()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("KeyedStream: a stream must not be called by what it calls.");
        }
        try (KeyedStream<String> stream = KeyedStream.of(MODEL)) {
            assertThatThrownBy(() -> stream.expire(1, key -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("KeyedStream: a stream must have a clock for its keys to expire. Build it with"
                            + " clock(...).");
        }
    }

    @Test
    void modelIsSwappedUnderLiveKeysWithoutLosingAnEvent() throws Exception {
        StreamingModel next = StreamingModels.small(77);
        int threads = 3;
        try (KeyedStream<Long> stream = KeyedStream.of(MODEL)) {
            CountDownLatch half = new CountDownLatch(threads);
            List<Callable<?>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                long key = thread;
                work.add(() -> {
                    float[][] before = alone(key, 400);
                    StreamingState swapped = null;
                    StreamingState old = MODEL.newState();
                    float[] expected = new float[MODEL.outputSize()];
                    for (int t = 0; t < 400; t++) {
                        if (t == 200) {
                            half.countDown();
                        }
                        float[] answer = stream.on(key, event(1_000 * key + t));
                        if (swapped == null && !Arrays.equals(answer, before[t])) {
                            swapped = next.adopt(old, ModelChange.KEEP);
                        }
                        if (swapped != null) {
                            next.step(swapped, event(1_000 * key + t), expected);
                            assertThat(answer).isEqualTo(expected);
                        } else {
                            MODEL.step(old, event(1_000 * key + t), expected);
                        }
                    }
                    return null;
                });
            }
            work.add(() -> {
                half.await();
                stream.swap(next, ModelChange.KEEP);
                return null;
            });
            runInThreads(threads + 1, work.toArray(Callable<?>[]::new));
            assertThat(stream.model()).isSameAs(next);
            assertThat(stream.metrics().steps()).isEqualTo(threads * 400);
            assertThatThrownBy(() -> stream.swap(MODEL, ModelChange.REFUSE)).isInstanceOf(ForeignStateException.class);
            assertThat(stream.model()).isSameAs(next);
            stream.swap(MODEL, ModelChange.RESET);
            assertThat(stream.on(0L, event(0))).as("begins anew").isEqualTo(alone(0, 1)[0]);
            StreamingModel other = StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, 3), GRU.of(2)));
            assertThatThrownBy(() -> stream.swap(other, ModelChange.RESET))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("KeyedStream: model must take 4 numbers and give 2. Received: model that takes 3 and"
                            + " gives 2.");
        }
    }

    @Test
    void closedStreamHasAnsweredEverythingAndTakesNothingMore() {
        KeyedStream<Long> stream = KeyedStream.<Long>builder(MODEL)
                .maxDelay(Duration.ofSeconds(50))
                .build();
        List<CompletableFuture<float[]>> answers = IntStream.range(0, 100)
                .mapToObj(i -> stream.onAsync((long) i, event(1_000 * i)).toCompletableFuture())
                .toList();
        stream.close();
        stream.close();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.get(99).join()).isEqualTo(alone(99, 1)[0]);
        String message = "KeyedStream: a closed stream takes no events.";
        assertThatThrownBy(() -> stream.on(1L, event(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> stream.onAsync(1L, event(1))).hasMessage(message);
        assertThat(stream.size())
                .as("its keys can still be asked for, and saved")
                .isEqualTo(100);
    }

    @Test
    void interruptShowsAfterTheCall() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (KeyedStream<Long> stream = KeyedStream.<Long>builder(MODEL)
                .clock(() -> {
                    computing.countDown();
                    awaitQuietly(goOn);
                    return 1;
                })
                .build()) {
            CompletableFuture<float[]> leader = CompletableFuture.supplyAsync(() -> stream.on(0L, event(0)));
            computing.await();
            Thread thread = new Thread(() -> {
                assertThat(stream.on(1L, event(1_000))).isEqualTo(alone(1, 1)[0]);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            List<Throwable> failures = new ArrayList<>();
            thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure));
            thread.start();
            thread.interrupt();
            goOn.countDown();
            thread.join();
            leader.join();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void clockThatFailsFailsTheEventsAndNothingWaits() {
        IllegalStateException broken = new IllegalStateException("broken");
        try (KeyedStream<Long> stream = KeyedStream.<Long>builder(MODEL)
                .clock(() -> {
                    throw broken;
                })
                .build()) {
            assertThatThrownBy(() -> stream.on(1L, event(1))).isSameAs(broken);
            assertThatThrownBy(() ->
                            stream.onAsync(1L, event(1)).toCompletableFuture().join())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the events could not be computed");
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        KeyedStream<Long> stream = KeyedStream.of(MODEL);
        assertThatThrownBy(() -> stream.on(1L, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KeyedStream: features must be 4 numbers. Received: features.length=2.");
        assertThatThrownBy(() -> stream.onAsync(1L, 1, 2))
                .hasMessage("KeyedStream: features must be 4 numbers. Received: features.length=2.");
        assertThatThrownBy(() -> stream.on(1L, event(1), new float[3]))
                .hasMessage("KeyedStream: answer must have room for 2 numbers. Received: answer.length=3.");
        KeyedStream.Builder<Long> builder = KeyedStream.builder(MODEL);
        assertThatThrownBy(() -> builder.maxBatch(0))
                .hasMessage("KeyedStream: events must be 1 or more. Received: events=0.");
        assertThatThrownBy(() -> builder.maxWaiting(0))
                .hasMessage("KeyedStream: events must be 1 or more. Received: events=0.");
        assertThatThrownBy(() -> builder.capacity(-1))
                .hasMessage("KeyedStream: keys must be 0 or more. Received: keys=-1.");
        assertThatThrownBy(() -> builder.maxDelay(Duration.ofHours(1)))
                .hasMessage("KeyedStream: delay must be from 0 to a minute. Received: delay=PT1H.");
        assertThat(stream.size()).isZero();
    }
}
