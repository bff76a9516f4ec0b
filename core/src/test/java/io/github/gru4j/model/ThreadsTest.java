package io.github.gru4j.model;

import static io.github.gru4j.model.HeavyModels.FEATURES;
import static io.github.gru4j.model.HeavyModels.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Softmax;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.HeavyModels.Hook;
import io.github.gru4j.model.HeavyModels.NewThreads;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a model uses several threads, and what happens when something goes wrong with them. */
class ThreadsTest {

    private final NewThreads lent = new NewThreads();

    /** How many threads a prediction asks for. */
    private int asked(Model model, List<Tensor> inputs) {
        model.setThreads(2, lent);
        lent.asked.set(0);
        model.predict(inputs, 1000);
        return lent.asked.get();
    }

    private int asked(Model model, Tensor x) {
        return asked(model, List.of(x));
    }

    // ---- the option -------------------------------------------------------------------------------------------------

    @Test
    void oneThreadIsTheDefault() {
        assertThat(HeavyModels.model().threads()).isEqualTo(1);
    }

    @Test
    void theNumberOfThreadsIsNoPartOfTheConfiguration() {
        Sequential model = HeavyModels.model();
        model.setThreads(4);
        assertThat(model.threads()).isEqualTo(4);
        assertThat(model.toBuilder().build().threads()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void fewerThanOneThreadIsRefused(int threads) {
        Sequential model = HeavyModels.model();
        assertThatThrownBy(() -> model.setThreads(threads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential 'sequential': threads must be a positive integer. Received: threads=" + threads
                        + ".");
        assertThatThrownBy(() -> model.setThreads(threads, lent)).isInstanceOf(IllegalArgumentException.class);
        assertThat(model.threads()).isEqualTo(1);
    }

    // ---- when -------------------------------------------------------------------------------------------------------

    @Test
    void twoThreadsAreInTheModelAtOnce() {
        CountDownLatch missing = new CountDownLatch(2);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        Sequential model = HeavyModels.model(new Hook(rows -> {
            seen.add(Thread.currentThread());
            missing.countDown();
            try {
                assertThat(missing.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        assertThat(asked(model, HeavyModels.samples(16))).isEqualTo(1);
        assertThat(seen).hasSize(2).contains(Thread.currentThread());
    }

    @Test
    void noMoreThreadsAreAskedForThanThereAreRanges() {
        Sequential model = HeavyModels.model();
        model.setThreads(8, lent);
        model.predict(HeavyModels.samples(24));
        assertThat(lent.asked).hasValue(2);
    }

    @Test
    void aBatchBelowSixteenStaysOnOneThread() {
        assertThat(asked(Sequential.of(Input.of(STEPS, FEATURES), GRU.of(256)), HeavyModels.samples(15)))
                .isZero();
        assertThat(asked(Sequential.of(Input.of(STEPS, FEATURES), GRU.of(256)), HeavyModels.samples(16)))
                .isEqualTo(1);
    }

    @Test
    void littleWorkStaysOnOneThread() {
        assertThat(asked(Sequential.of(Input.of(STEPS, FEATURES), GRU.of(4)), HeavyModels.samples(32)))
                .isZero();
    }

    @Test
    void anEmbeddingIsNoWork() {
        Sequential model = Sequential.of(Input.of(STEPS), Embedding.of(100_000, 2), GRU.of(4));
        assertThat(asked(model, Tensor.zeros(32, STEPS))).isZero();
    }

    @Test
    void aLayerBehindTheSequenceWorksOncePerSample() {
        Sequential model = Sequential.of(Input.of(STEPS, FEATURES), GRU.of(4), Dense.of(20_000));
        assertThat(asked(model, HeavyModels.samples(32))).isZero();
    }

    @Test
    void aModelThatIsNotBuiltIsBuiltOnOneThread() {
        Sequential model = Sequential.of(HeavyModels.gru());
        assertThat(asked(model, HeavyModels.samples(32))).isZero();
        assertThat(asked(model, HeavyModels.samples(32))).isEqualTo(1);
    }

    /** A user's cell that says its rows depend on one another. */
    private static final class MixingCell extends RNNCell {
        private final RNNCell inner;

        MixingCell(RNNCell inner) {
            super(null, inner.dtype());
            this.inner = inner;
        }

        @Override
        public boolean mixesRows() {
            return true;
        }

        @Override
        protected List<Layer> sublayers() {
            return List.of(inner);
        }

        @Override
        protected void create(Shape shape, Generator generator) {
            inner.build(shape, generator);
        }

        @Override
        public List<Shape> stateShapes() {
            return inner.stateShapes();
        }

        @Override
        public Shape outputShape() {
            return inner.outputShape();
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            return inner.apply(inputs, call);
        }
    }

    @Test
    void noBatchIsCutOnItsWayThroughALayerThatMixesSamples() {
        Tensor x = HeavyModels.samples(32);
        Sequential stateful = Sequential.of(
                Input.builder(Shape.of(32, STEPS, FEATURES)).build(),
                GRU.builder(128).stateful(true).build());
        Sequential bothStateful = Sequential.of(
                Input.builder(Shape.of(32, STEPS, FEATURES)).build(),
                Bidirectional.of(GRU.builder(128).stateful(true).build()));
        Sequential timeMajor = Sequential.of(
                Input.of(STEPS, FEATURES),
                GRU.builder(128).returnSequences(true).timeMajor(true).build());
        Sequential normalized = Sequential.of(
                Input.builder(Shape.of(32, STEPS, FEATURES)).build(),
                HeavyModels.gru(),
                BatchNormalization.builder().axis(0).build());
        Sequential layerNormalized = Sequential.of(
                Input.builder(Shape.of(32, STEPS, FEATURES)).build(),
                HeavyModels.gru(),
                LayerNormalization.builder().axis(-3, -1).build());
        Sequential own = HeavyModels.model(new Hook(rows -> {}) {
            @Override
            public boolean mixesRows() {
                return true;
            }
        });
        Sequential ownCell = Sequential.of(Input.of(STEPS, FEATURES), RNN.of(new MixingCell(GRUCell.of(128))));
        Sequential inside = Sequential.of(Input.of(STEPS, FEATURES), HeavyModels.model(Softmax.of(-3)));

        for (Model model :
                List.of(stateful, bothStateful, timeMajor, normalized, layerNormalized, own, ownCell, inside)) {
            Tensor once = model.predict(x, 1000);
            model.resetState();
            assertThat(asked(model, x)).as("%s", model.layers()).isZero();
            model.resetState();
            Tensors.assertSameBits(model.predict(x, 1000), once);
        }
        assertThat(asked(HeavyModels.model(Softmax.of(1), BatchNormalization.of(), LayerNormalization.of()), x))
                .isEqualTo(1);
    }

    @Test
    void batchesThatAreStackedStayWhole() {
        KerasTensor input = Input.of(STEPS, FEATURES).tensor();
        KerasTensor states = HeavyModels.gru().connect(input);
        Functional model = Functional.of(input, Concatenate.of(-3).connect(states, states));
        model.setThreads(2, lent);
        assertThat(model.predict(HeavyModels.samples(32)).shape()).isEqualTo(Shape.of(64, STEPS, 128));
        assertThat(lent.asked).hasValue(0);
    }

    @Test
    void aCallerInAPoolTakesNoFurtherThreadOfIt() throws InterruptedException {
        BlockingQueue<Integer> answers = new ArrayBlockingQueue<>(1);
        ForkJoinPool.commonPool().execute(() -> answers.add(new Threads(2, null).usable()));
        assertThat(answers.take()).isEqualTo(1); // whoever joins a task may run it, and is not in the pool
        assertThat(new Threads(2, null).usable())
                .isEqualTo(Math.min(
                        2,
                        Math.min(
                                Runtime.getRuntime().availableProcessors(),
                                1 + ForkJoinPool.getCommonPoolParallelism())));
    }

    @Test
    void penaltiesOfABatchAreThoseOfOneThread() {
        Tensor x = HeavyModels.samples(32);
        Tensor y = Tensor.zeros(32, STEPS, 128);
        Sequential regularized = Sequential.of(
                Input.of(STEPS, FEATURES),
                GRU.builder(128)
                        .returnSequences(true)
                        .activityRegularizer(L2.of(0.1))
                        .build());
        Layer adding = new Hook(rows -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                call.addLoss(this, Math.sqrt(Math.abs(inputs.get(0).getAt(0))));
                return Pass.of(inputs.get(0));
            }
        };
        for (Model model : List.of(regularized, HeavyModels.model(adding))) {
            model.compile(Adam.of(0.01), Losses.meanSquaredError());
            Object expected = model.evaluate(x, y);
            model.setThreads(2, lent);
            assertThat(model.evaluate(x, y)).isEqualTo(expected);
        }
        assertThat(asked(regularized, x)).isEqualTo(1); // a prediction has no penalties
    }

    // ---- when something goes wrong ----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void anErrorIsThatOfOneThread(int row) {
        Sequential model = Sequential.of(Input.of(STEPS), Embedding.of(10, 8), GRU.of(128));
        Tensor ids = Tensor.zeros(32, STEPS);
        ids.setAt(row * STEPS, 10);
        Throwable expected = catchThrowable(() -> model.predict(ids));
        model.setThreads(2, lent);
        assertThatThrownBy(() -> model.predict(ids))
                .hasSameClassAs(expected)
                .hasMessage(expected.getMessage())
                .hasNoCause();
        assertThat(lent.asked).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31})
    void anErrorOfTheMachineReachesTheCaller(int row) {
        OutOfMemoryError error = new OutOfMemoryError("as if");
        Set<Error> thrown = ConcurrentHashMap.newKeySet();
        Tensor x = HeavyModels.samples(32);
        double sign = 1000;
        for (int i = 0; i < FEATURES; i++) {
            x.setAt(row * STEPS * FEATURES + i, sign);
        }
        Sequential model = Sequential.of(
                Input.of(STEPS, FEATURES),
                new Hook(rows -> {
                    for (int i = 0; i < rows.size(); i++) {
                        if (rows.getAt(i) == sign && thrown.add(error)) { // once: nobody tries again
                            throw error;
                        }
                    }
                }),
                HeavyModels.gru());
        model.setThreads(2, lent);
        assertThatThrownBy(() -> model.predict(x)).isSameAs(error);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31})
    void aCheckedExceptionReachesTheCaller(int row) {
        IOException failure = new IOException("as if");
        Tensor x = HeavyModels.samples(32);
        double sign = 1000;
        x.setAt(row * STEPS * FEATURES, sign);
        Sequential model = Sequential.of(
                Input.of(STEPS, FEATURES),
                new Hook(rows -> {
                    for (int i = 0; i < rows.size(); i++) {
                        if (rows.getAt(i) == sign) {
                            ThreadsTest.<RuntimeException>throwUndeclared(failure);
                        }
                    }
                }),
                HeavyModels.gru());
        model.setThreads(2, lent);
        assertThatThrownBy(() -> model.predict(x)).isSameAs(failure);
        assertThat(lent.asked).hasValue(1);
    }

    @SuppressWarnings("unchecked") // on purpose: what compilers of other languages allow
    private static <T extends Exception> void throwUndeclared(Exception exception) throws T {
        throw (T) exception;
    }

    @Test
    void outputsThatAreNoRowsAreThoseOfOneThread() {
        Layer counting = new Hook(rows -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                return Pass.of(Tensor.full(dtype(), Shape.of(1), inputs.get(0).dim(0)));
            }
        };
        Sequential model = HeavyModels.model(counting);
        model.setThreads(2, lent);
        assertThat(model.predict(HeavyModels.samples(32)).getAt(0)).isEqualTo(32);
    }

    @Test
    void outputsOfRangesThatDoNotFitTogetherAreThoseOfOneThread() {
        Layer trimming = new Hook(rows -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                Tensor x = inputs.get(0);
                return Pass.of(Tensor.zeros(x.dim(0), x.getAt(0) == 0 ? 5 : 3)); // of the first range: 5
            }
        };
        Tensor x = HeavyModels.samples(32);
        for (int i = 0; i < STEPS * FEATURES; i++) {
            x.setAt(i, 0);
        }
        Sequential model = Sequential.of(Input.of(STEPS, FEATURES), GRU.of(256), trimming);
        model.setThreads(2, task -> {}); // the caller does all ranges, the last one first
        assertThat(model.predict(x).shape()).isEqualTo(Shape.of(32, 5));
    }

    @Test
    void aMaskOfSomeRangesOnlyIsThatOfOneThread() {
        Layer masking = new Hook(rows -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                Tensor x = inputs.get(0);
                boolean[] used = new boolean[x.dim(0) * STEPS];
                boolean all = true;
                for (int i = 0; i < used.length; i++) {
                    used[i] = x.getAt(i * FEATURES) != 0;
                    all &= used[i];
                }
                return all ? Pass.of(x) : Pass.of(x).withMask(Mask.of(Shape.of(x.dim(0), STEPS), used));
            }
        };
        Tensor x = HeavyModels.samples(32);
        for (int step = 0; step < 10; step++) {
            x.setAt((31 * STEPS + step) * FEATURES, 0); // the first range needs no mask
        }
        Sequential model = Sequential.of(Input.of(STEPS, FEATURES), masking, HeavyModels.gru());
        model.compile(Adam.of(0.01), Losses.meanSquaredError());
        Tensor y = new Generator(4).normal(32, STEPS, 128);
        Object expected = model.evaluate(x, y);
        model.setThreads(2, lent);
        assertThat(model.evaluate(x, y)).isEqualTo(expected);
        assertThat(lent.asked).hasValue(1);
    }

    /** A layer in which the helper, once it has a range, is held up until it is released, and the caller for a while. */
    private final class HeldUp {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);
        final AtomicInteger passes = new AtomicInteger();
        final List<Thread> helpers = new ArrayList<>();
        final Sequential model;

        HeldUp(long callerMillis) {
            Thread caller = Thread.currentThread();
            model = HeavyModels.model(new Hook(rows -> {
                try {
                    if (Thread.currentThread() != caller) {
                        begun.countDown();
                        assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
                    } else if (passes.get() == 0) {
                        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
                        Thread.sleep(callerMillis);
                    }
                    passes.incrementAndGet();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            model.setThreads(2, task -> {
                Thread helper = new Thread(task, "helper");
                helpers.add(helper);
                helper.start();
            });
        }

        void release() throws InterruptedException {
            released.countDown();
            for (Thread helper : helpers) {
                helper.join();
            }
        }
    }

    @Test
    void theCallerDoesTheRangesOfAThreadThatIsHeldUp() throws InterruptedException {
        HeldUp held = new HeldUp(0);
        Tensor x = HeavyModels.samples(32);
        Tensor result = held.model.predict(x);
        assertThat(held.passes).hasValue(2);
        Tensor given = result.copy();
        result.fill(7);
        held.release();
        assertThat(held.passes).hasValue(3);
        Tensors.assertSameBits(
                result, Tensor.full(result.dtype(), result.shape(), 7)); // the result is the caller's own
        held.model.setThreads(1);
        Tensors.assertSameBits(given, held.model.predict(x));
    }

    @Test
    void aThreadThatIsHeldUpIsNoReasonToTryAgainAtOnce() throws InterruptedException {
        HeldUp held = new HeldUp(60); // of which a third is the time that it then waits
        held.model.predict(HeavyModels.samples(32));
        held.release();
        assertThat(held.helpers).hasSize(1);
        assertThat(held.model.threading().credit().suffices(0)).isFalse();
    }

    @Test
    void aModelInDebtStaysOnOneThread() {
        Sequential model = HeavyModels.model();
        model.setThreads(2, lent);
        model.threading().credit().settle(1e12, 0.5, 1, 40_000_000);
        model.predict(HeavyModels.samples(32));
        assertThat(lent.asked).hasValue(0);
    }

    @Test
    void aThreadThatComesTooLateFindsNothingToDo() {
        List<Runnable> tasks = new ArrayList<>();
        AtomicInteger passes = new AtomicInteger();
        Sequential model = HeavyModels.model(new Hook(rows -> passes.incrementAndGet()));
        Tensor expected = model.predict(HeavyModels.samples(32));
        model.setThreads(2, tasks::add);
        Tensors.assertSameBits(model.predict(HeavyModels.samples(32)), expected);
        assertThat(tasks).hasSize(1);
        assertThat((Future<?>) tasks.get(0)).isCancelled(); // which lets go of the samples
        tasks.get(0).run();
        assertThat(passes).hasValue(3); // the whole, then its halves
    }

    @Test
    void anExecutorMayRefuse() {
        Sequential model = HeavyModels.model();
        Tensor expected = model.predict(HeavyModels.samples(32));
        model.setThreads(2, task -> {
            throw new RejectedExecutionException();
        });
        Tensors.assertSameBits(model.predict(HeavyModels.samples(32)), expected);
    }

    @Test
    void nobodyWorksOnWhenAnExecutorFails() {
        AtomicInteger passes = new AtomicInteger();
        Sequential model = HeavyModels.model(new Hook(rows -> passes.incrementAndGet()));
        List<Runnable> tasks = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("no more");
        model.setThreads(3, task -> {
            if (!tasks.isEmpty()) {
                throw failure;
            }
            tasks.add(task);
        });
        assertThatThrownBy(() -> model.predict(HeavyModels.samples(32))).isSameAs(failure);
        tasks.get(0).run();
        assertThat(passes).hasValue(0);
    }

    @Test
    void anExecutorMayRunItsTaskAtOnce() {
        Sequential model = HeavyModels.model();
        Tensor expected = model.predict(HeavyModels.samples(32));
        model.setThreads(2, Runnable::run);
        Tensors.assertSameBits(model.predict(HeavyModels.samples(32)), expected);
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        Thread caller = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        Sequential model = HeavyModels.model(new Hook(rows -> {
            if (Thread.currentThread() == caller) {
                long start = System.nanoTime(); // a third of what follows is the time that it then waits
                while (begun.getCount() > 0 || System.nanoTime() - start < 60_000_000) {
                    Thread.onSpinWait();
                }
                return;
            }
            begun.countDown();
            while (caller.getState() != Thread.State.TIMED_WAITING) { // until it waits for this range
                Thread.onSpinWait();
            }
            caller.interrupt();
            while (caller.isInterrupted()) { // until it has noticed
                Thread.onSpinWait();
            }
        }));
        model.setThreads(2, lent);
        Tensor found = model.predict(HeavyModels.samples(32));
        assertThat(Thread.interrupted()).isTrue();
        model.setThreads(1);
        assertThat(found.shape()).isEqualTo(Shape.of(32, STEPS, 128));
    }

    @Test
    void stepsOfAWrappedLayerCount() {
        Sequential model = Sequential.of(
                Input.of(STEPS, FEATURES), TimeDistributed.of(Dense.of(1000)), TimeDistributed.of(Dense.of(64)));
        assertThat(Work.multiplications(model, List.of(HeavyModels.samples(3))))
                .isEqualTo(3.0 * STEPS * (FEATURES * 1000 + 1000 + 1000 * 64 + 64));
        Sequential plain = Sequential.of(Input.of(5), Dense.of(2));
        assertThat(Work.multiplications(plain, List.of(Tensor.zeros(3, 5)))).isEqualTo(3.0 * (5 * 2 + 2));
    }
}
