package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of recurrent calls, bit for bit, over random configurations. */
class CallContractsTest {

    private static final int CALLS = 80;
    private static final int THREADS = 6;

    static Stream<RandomCall> calls() {
        return LongStream.range(0, CALLS).mapToObj(RandomCall::of);
    }

    @Test
    void theRandomCallsDifferInEverythingThatMatters() {
        Set<List<Object>> met = new HashSet<>();
        calls().forEach(c -> {
            List<Boolean> values = List.of(
                    c.x.dtype() == DType.FLOAT64,
                    c.layer.goBackwards(),
                    c.layer.zeroOutputForMask(),
                    c.layer.unroll(),
                    c.mask != null,
                    !c.initial.isEmpty(),
                    c.training,
                    c.drops(false),
                    c.drops(true));
            for (int i = 0; i < values.size(); i++) {
                met.add(List.of(c.kind, i, values.get(i)));
            }
        });
        assertThat(met).hasSize(RandomCall.Kind.values().length * 9 * 2);
    }

    // ---- step = sequence --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("calls")
    void steppingTheCellGivesTheSequence(RandomCall c) {
        RNNOutput whole = c.run();
        List<Tensor> states = c.firstStates();
        for (int position = 0; position < c.timesteps(); position++) {
            int time = c.layer.goBackwards() ? c.timesteps() - 1 - position : position;
            Tensor event = RandomCall.times(c.x, time).reshape(c.batch(), c.x.dim(2));
            CellOutput output = c.layer
                    .cell()
                    .call(List.of(event), states, List.of(), c.call().withMask(null));
            for (int row = 0; row < c.batch(); row++) {
                boolean skipped = c.mask != null && !c.mask.used(row, time);
                if (!skipped && !zeroedByUnrolling(c, row, position)) {
                    Tensors.assertSameBits(
                            RandomCall.times(whole.sequence().rows(row, row + 1), position)
                                    .reshape(1, c.units()),
                            output.output().rows(row, row + 1));
                }
            }
            states = kept(c, time, states, output.states());
        }
        assertSame(whole.states(), states);
    }

    /** The new states, but the old ones of rows that the step skips. */
    private static List<Tensor> kept(RandomCall c, int time, List<Tensor> old, List<Tensor> now) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Tensor state = now.get(i).copy();
            int size = state.dim(1);
            for (int row = 0; row < c.batch(); row++) {
                if (c.mask != null && !c.mask.used(row, time)) {
                    Tensor.copyRange(old.get(i), row * size, state, row * size, size);
                }
            }
            states.add(state);
        }
        return states;
    }

    /** An unrolled layer zeroes by the mask in its original order, which is not the order of a backwards output. */
    private static boolean zeroedByUnrolling(RandomCall c, int row, int position) {
        return c.mask != null && c.layer.unroll() && c.layer.zeroOutputForMask() && !c.mask.used(row, position);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aSequenceInTwoPartsGivesTheSequence(RandomCall c) {
        RNNOutput whole = c.run();
        for (int cut = 1; cut < c.timesteps(); cut += Math.max(1, c.timesteps() / 4)) {
            RNNOutput first = c.steps(0, cut, c.initial).run();
            RNNOutput second = c.steps(cut, c.timesteps(), first.states()).run();
            assertSame(second.states(), whole.states());
            if (c.mask == null) { // else a part may begin with masked steps, whose previous output it cannot know
                int[] rest = IntStream.range(cut, c.timesteps()).toArray();
                Tensors.assertSameBits(second.sequence(), RandomCall.times(whole.sequence(), rest));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theLastOutputIsThatOfTheSequence(RandomCall c) {
        RNN.Builder<? extends RNN> builder = RNN.builder(c.layer.cell())
                .goBackwards(c.layer.goBackwards())
                .zeroOutputForMask(c.layer.zeroOutputForMask());
        RNNOutput whole = c.run(builder.returnSequences(true).build());
        RNNOutput last = c.run(builder.returnSequences(false).build());
        Tensors.assertSameBits(
                last.output(),
                RandomCall.times(whole.sequence(), c.timesteps() - 1).reshape(c.batch(), c.units()));
        assertSame(last.states(), whole.states());
    }

    // ---- row independence -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("calls")
    void aRowGivesTheSameAloneAndInAnyCompany(RandomCall c) {
        RNNOutput together = c.run();
        Generator random = new Generator(c.batch());
        List<int[]> companies = new ArrayList<>();
        IntStream.range(0, Math.min(6, c.batch())).forEach(row -> companies.add(new int[] {row}));
        for (int size : new int[] {2, c.batch(), 2 * c.batch() + 5}) { // in another order, some of them twice
            companies.add(
                    IntStream.range(0, size).map(i -> random.nextInt(c.batch())).toArray());
        }
        for (int[] rows : companies) {
            RNNOutput apart = c.rows(rows).run();
            Tensors.assertSameBits(apart.sequence(), RandomCall.rows(together.sequence(), rows));
            assertSame(
                    apart.states(),
                    together.states().stream()
                            .map(state -> RandomCall.rows(state, rows))
                            .toList());
        }
    }

    // ---- threads ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void anyNumberOfThreadsGivesTheSame(int threads) throws Exception {
        List<RandomCall> calls = calls().limit(40).toList();
        List<RNNOutput> expected = calls.stream().map(RandomCall::run).toList();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<RNNOutput>> results = new ArrayList<>();
            for (RandomCall c : calls) {
                results.add(pool.submit((Callable<RNNOutput>) c::run));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertSame(results.get(i).get(), expected.get(i));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void threadsThatMeetAtAnUnbuiltLayerAllGetItsResult() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (int seed = 1000; seed < 1060; seed++) {
                RandomCall shared = RandomCall.of(seed).unbuilt();
                RandomCall twin = RandomCall.of(seed).unbuilt();
                RNNOutput expected = twin.run();
                for (RNNOutput result : together(pool, shared::run)) {
                    assertSame(result, expected);
                }
                assertThat(shared.layer.countParams()).isEqualTo(twin.layer.countParams()); // none was made twice
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void threadsSeeTheWeightsAssignedBeforeTheyStart() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (int seed = 2000; seed < 2010; seed++) {
                RandomCall shared = RandomCall.of(seed);
                for (int round = 0; round < 8; round++) {
                    Tensors.randomizeWeights(shared.layer, round);
                    RandomCall twin = shared.unbuilt();
                    twin.layer.build(twin.x.shape());
                    twin.layer.setWeights(shared.layer.getWeights());
                    RNNOutput expected = twin.run();
                    for (RNNOutput result : together(pool, shared::run)) {
                        assertSame(result, expected);
                    }
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aModelUnderLoadGivesEveryCallerItsOwnResult() throws Exception {
        List<Sequential> fresh = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            fresh.add(Sequential.of(
                    Input.of(Shape.UNKNOWN, 5),
                    GRU.builder(12).returnSequences(true).build(),
                    GRU.of(7),
                    Dense.of(3)));
        }
        Sequential twin = fresh.get(0);
        Sequential shared = fresh.get(1);
        List<Tensor> inputs = IntStream.range(0, 40)
                .mapToObj(i -> Tensors.random(DType.FLOAT32, i, 1 + i % 7, 1 + i % 11, 5))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 5; round++) {
                Tensors.randomizeWeights(twin, round);
                Tensors.randomizeWeights(shared, round);
                List<Tensor> expected = inputs.stream().map(twin::predict).toList();
                List<List<Tensor>> all = together(
                        pool, () -> inputs.stream().map(shared::predict).toList());
                for (List<Tensor> results : all) {
                    for (int i = 0; i < results.size(); i++) {
                        Tensors.assertSameBits(results.get(i), expected.get(i));
                    }
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** What all threads get, started at the same moment. */
    private static <T> List<T> together(ExecutorService pool, Callable<T> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            futures.add(pool.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void aLayerThatReadsBothWaysKeepsTheSamePromises() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (RandomCall c : calls().filter(
                            c -> c.kind == RandomCall.Kind.GRU || c.kind == RandomCall.Kind.STACK_OF_GRUS)
                    .toList()) {
                Bidirectional shared = Bidirectional.of(c.layer); // made anew, so not built
                RNNOutput expected = Bidirectional.of(c.layer).call(c.x, c.mask, List.of());
                for (RNNOutput result : together(pool, () -> shared.call(c.x, c.mask, List.of()))) {
                    assertSame(result, expected);
                }
                int[] rows = {c.batch() - 1, 0, c.batch() / 2};
                RandomCall some = c.rows(rows);
                Tensors.assertSameBits(
                        shared.call(some.x, some.mask, List.of()).output(), RandomCall.rows(expected.output(), rows));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    // ---- what a call leaves behind ----------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("calls")
    void aCallLeavesTheLayerAndItsArgumentsAsTheyWere(RandomCall c) {
        List<Object> before = observables(c);
        List<Tensor> kept = copies(c);

        RNNOutput first = c.run();
        assertSame(c.run(), first);

        assertThat(observables(c)).isEqualTo(before);
        assertSame(copies(c), kept);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallLeavesTheCachedDropoutMasksAlone(RandomCall c) {
        GRUCell gru = c.grus.get(0);
        GRUCell idle = gru.toBuilder().build(); // never called: what its generator gives next is what gru's must give
        Tensor events = Tensor.zeros(c.x.dtype(), Shape.of(c.batch(), c.x.dim(2)));
        List<Tensor> cached = gru.getDropoutMaskForCell(events, true, 3);
        idle.getDropoutMaskForCell(events, true, 3);

        c.run();

        assertThat(gru.getDropoutMaskForCell(events, true, 3)).isSameAs(cached);
        gru.resetDropoutMask();
        idle.resetDropoutMask();
        assertSame(gru.getDropoutMaskForCell(events, true, 3), idle.getDropoutMaskForCell(events, true, 3));
    }

    @Test
    void whatACallReturnsIsTheCallersOwn() {
        calls().forEach(c -> {
            RNNOutput first = c.run();
            Tensor output = first.output().copy();
            Tensor state = first.state().copy();
            first.output().fill(7);
            first.state().fill(7);
            RNNOutput second = c.run();
            Tensors.assertSameBits(second.output(), output);
            Tensors.assertSameBits(second.state(), state);
        });
    }

    private static List<Object> observables(RandomCall c) {
        List<Object> all = new ArrayList<>();
        for (Layer layer : List.of(c.layer, c.layer.cell(), c.grus.get(0))) {
            all.add(layer.name());
            all.add(layer.trainable());
            all.add(String.valueOf(layer.inputShapes()));
            all.add(layer.countParams());
            all.add(layer.weights().stream().map(Parameter::version).toList());
            all.add(layer.trainableWeights().size());
        }
        all.add(c.layer.states());
        return all;
    }

    private static List<Tensor> copies(RandomCall c) {
        List<Tensor> all = new ArrayList<>(c.layer.getWeights());
        all.add(c.x.copy());
        c.initial.forEach(state -> all.add(state.copy()));
        c.dropout.forEach(masks -> {
            masks.inputs().forEach(mask -> all.add(mask.copy()));
            masks.recurrent().forEach(mask -> all.add(mask.copy()));
        });
        return all;
    }

    private static void assertSame(RNNOutput actual, RNNOutput expected) {
        Tensors.assertSameBits(actual.output(), expected.output());
        assertSame(actual.states(), expected.states());
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Tensors.assertSameBits(actual.get(i), expected.get(i));
        }
    }
}
