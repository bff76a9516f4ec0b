package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys = batch, bit for bit; slots; memory. */
class StateTableTest {

    private static final int OUTPUTS = 3;

    private static StreamingModel model(int features, int units, boolean resetAfter) {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, features),
                GRU.builder(units, cell -> cell.resetAfter(resetAfter))
                        .returnSequences(true)
                        .build(),
                RNN.builder(GRUCell.builder(5).activation("relu").build())
                        .returnSequences(true)
                        .build(),
                Dense.builder(OUTPUTS).activation("softmax").build());
        Tensors.randomizeWeights(model, 17);
        return StreamingModel.of(model);
    }

    private static float[] random(int size, long seed) {
        return Tensors.random(DType.FLOAT32, seed, size).floats();
    }

    private static float[] part(float[] values, int index, int width) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }

    /** The state of a stream without events. */
    private static StateLayout layout(int numbers) {
        return new StateLayout(new ModelFingerprint(1, 2), numbers);
    }

    private static float[] none(StreamingModel model) {
        return model.newState().values().floats();
    }

    private static float[] stateOf(StreamingModel model, StateTable table, int slot) {
        StreamingState state = model.newState();
        table.copyTo(slot, state);
        return state.values().floats().clone();
    }

    /** Calls of many sizes on random keys, some of which come several times in a call, beside each key stepped alone. */
    @ParameterizedTest
    @CsvSource({"8, 16, true", "3, 7, false", "16, 33, true", "1, 1, true", "32, 64, true", "8, 64, false"})
    void keysInATableStepAsEachAloneDoes(int features, int units, boolean resetAfter) {
        StreamingModel model = model(features, units, resetAfter);
        int keys = 200;
        StateTable table = model.newTable(0);
        List<StreamingState> alone = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            assertThat(table.add()).isEqualTo(key);
            alone.add(model.newState());
        }
        Generator generator = new Generator(4);
        float[] expected = new float[OUTPUTS];
        for (int n : new int[] {1, 2, 7, 64, 65, 150, 64 * 3, 0, 200}) {
            int[] slots = IntStream.range(0, n + 2)
                    .map(i -> (int) generator.nextUniform(0, keys))
                    .toArray();
            float[] ins = random((n + 1) * features, n);
            float[] outs = new float[(n + 1) * OUTPUTS];
            model.step(table, slots, n, ins, outs);
            for (int i = 0; i < n; i++) {
                model.step(alone.get(slots[i]), part(ins, i, features), expected);
                assertThat(part(outs, i, OUTPUTS)).as("event %d of %d", i, n).isEqualTo(expected);
            }
            assertThat(part(outs, n, OUTPUTS)).as("beyond the last event").containsOnly(0);
            for (int key = 0; key < keys; key++) {
                assertThat(stateOf(model, table, key))
                        .as("state of key %d", key)
                        .isEqualTo(alone.get(key).values().floats());
            }
        }
    }

    @Test
    void keyThatComesAgainTakesItsEventsInOrder() {
        StreamingModel model = model(2, 16, true);
        StateTable table = model.newTable(2);
        int a = table.add();
        int b = table.add();
        int[] slots = {a, a, b, a, b, b};
        float[] ins = random(slots.length * 2, 5);
        float[] outs = new float[slots.length * OUTPUTS];
        model.step(table, slots, slots.length, ins, outs);
        StreamingState[] alone = {model.newState(), model.newState()};
        float[] expected = new float[OUTPUTS];
        for (int i = 0; i < slots.length; i++) {
            model.step(alone[slots[i]], part(ins, i, 2), expected);
            assertThat(part(outs, i, OUTPUTS)).isEqualTo(expected);
        }
    }

    @Test
    void statesStayWhereTheyAreWhileTheTableGrows() {
        int numbers = 5_000; // 8 states a page
        StateLayout layout = layout(numbers);
        StateTable table = new StateTable(layout, 0);
        for (int key = 0; key < 40; key++) {
            table.copyFrom(table.add(), new StreamingState(layout, Tensors.random(DType.FLOAT32, key, numbers)));
        }
        assertThat(table.capacity()).isEqualTo(40);
        StreamingState state = new StreamingState(layout, layout.zeros());
        for (int key = 0; key < 40; key++) {
            table.copyTo(key, state);
            Tensors.assertSameBits(state.values(), Tensors.random(DType.FLOAT32, key, numbers));
        }
    }

    @Test
    void removedSlotsAreGivenOutAgainAndBeginAnew() {
        StreamingModel model = model(2, 4, true);
        StateTable table = model.newTable(3);
        for (int i = 0; i < 100; i++) {
            table.add();
        }
        int[] all = IntStream.range(0, 100).toArray();
        model.step(table, all, 100, random(200, 1), new float[300]);
        float[] neighbour = stateOf(model, table, 40);
        assertThat(neighbour).isNotEqualTo(none(model));
        for (int slot = 70; slot < 100; slot++) {
            table.remove(slot);
        }
        table.remove(41);
        table.remove(39);
        assertThat(table.size()).isEqualTo(68);
        assertThat(table.contains(41)).isFalse();
        assertThat(table.contains(40)).isTrue();
        assertThat(table.contains(-1)).isFalse();
        assertThat(table.contains(1 << 20)).isFalse();

        assertThat(table.add()).isEqualTo(39);
        assertThat(table.add()).isEqualTo(41);
        assertThat(stateOf(model, table, 39)).isEqualTo(none(model));
        assertThat(stateOf(model, table, 40)).isEqualTo(neighbour);
        assertThat(stateOf(model, table, 41)).isEqualTo(none(model));
        for (int i = 0; i < 30; i++) {
            assertThat(table.add()).isBetween(70, 99);
        }
        assertThat(table.add()).isEqualTo(100);
        assertThat(table.size()).isEqualTo(101);

        table.reset(40);
        assertThat(stateOf(model, table, 40)).isEqualTo(none(model));
        assertThat(table.contains(40)).isTrue();
    }

    @Test
    void keyLeavesTheTableAndComesBackWithItsState() {
        StreamingModel model = model(2, 16, true);
        StateTable table = model.newTable(10);
        int slot = table.add();
        float[] ins = random(6, 3);
        float[] outs = new float[OUTPUTS];
        StreamingState alone = model.newState();
        float[] expected = new float[OUTPUTS];
        StreamingState outside = model.newState();
        for (int t = 0; t < 3; t++) {
            float[] event = part(ins, t, 2);
            model.step(alone, event, expected);
            if (t == 1) {
                table.copyTo(slot, outside);
                model.step(outside, event, outs);
                table.copyFrom(slot, outside);
            } else {
                model.step(table, new int[] {slot}, 1, event, outs);
            }
            assertThat(outs).isEqualTo(expected);
        }
    }

    @Test
    void keyTakesItsNumbersAndLessThanOneByteMore() {
        Sequential model = Sequential.of(Input.of(Shape.UNKNOWN, 8), GRU.of(64));
        StreamingModel streaming = StreamingModel.of(model);
        streaming.newTable(10).add(); // classes are loaded
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        StateTable table = streaming.newTable(100_000);
        for (int i = 0; i < 100_000; i++) {
            table.add();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(streaming.stateBytes()).isEqualTo(4 * 64);
        assertThat(allocated).isBetween(25_600_000L, 25_700_000L + 262_144L); // what is left of the last page
        assertThat(table.bytes()).isBetween(allocated - 1_000, allocated + 1_000);
        assertThat(table.capacity()).isBetween(100_000, 100_000 + 1_024);
    }

    @Test
    void capacityIsHowManyKeysTakeNoMoreMemory() {
        for (int capacity : new int[] {0, 1, 100, 5_000}) {
            StateTable table = new StateTable(layout(24), capacity);
            assertThat(table.capacity()).isGreaterThanOrEqualTo(capacity);
            table.add();
            assertThat(table.capacity())
                    .as("a page of 2,048 slots")
                    .isEqualTo(Math.max(1, (capacity + 2_047) / 2_048) * 2_048);
            long bytes = table.bytes();
            while (table.size() < table.capacity()) {
                table.add();
            }
            assertThat(table.bytes()).isEqualTo(bytes);
            table.add();
            assertThat(table.bytes()).isGreaterThan(bytes);
        }
    }

    @Test
    void pageThatDoesNotFitIntoMemoryLeavesTheTableAsItWas() {
        StateTable table = new StateTable(layout(Integer.MAX_VALUE), 0); // no virtual machine has arrays so long
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(table::add).isInstanceOf(OutOfMemoryError.class);
            assertThat(table.size()).isZero();
            assertThat(table.capacity()).isZero();
            assertThat(table.contains(0)).isFalse();
        }
    }

    @Test
    void threadsMayStepDifferentKeysOfOneTable() throws Exception {
        StreamingModel model = model(4, 16, true);
        StateTable table = model.newTable(64);
        int[] slots = IntStream.range(0, 64).map(i -> table.add()).toArray();
        float[] ins = random(64 * 4, 8);
        float[] expected = new float[64 * OUTPUTS];
        StateTable alone = model.newTable(64);
        IntStream.range(0, 64).forEach(i -> alone.add());
        for (int t = 0; t < 50; t++) {
            model.step(alone, slots, 64, ins, expected);
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> parts = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<float[]>) () -> {
                        int[] own = IntStream.range(0, 16)
                                .map(i -> slots[4 * i + thread])
                                .toArray();
                        float[] events = new float[16 * 4];
                        for (int i = 0; i < 16; i++) {
                            System.arraycopy(ins, own[i] * 4, events, i * 4, 4);
                        }
                        float[] outs = new float[16 * OUTPUTS];
                        for (int t = 0; t < 50; t++) {
                            model.step(table, own, 16, events, outs);
                        }
                        return outs;
                    })
                    .toList();
            List<Future<float[]>> results = pool.invokeAll(parts);
            for (int thread = 0; thread < 4; thread++) {
                float[] outs = results.get(thread).get();
                for (int i = 0; i < 16; i++) {
                    assertThat(part(outs, i, OUTPUTS)).isEqualTo(part(expected, 4 * i + thread, OUTPUTS));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Each thread adds, steps and removes keys of its own in one table, which grows meanwhile. */
    @Test
    void threadsMayAddAndRemoveWhileOthersStep() throws Exception {
        StreamingModel model = model(2, 600, true); // 128 states a page
        StateTable table = model.newTable(0);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> threads = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Integer>) () -> {
                        float[] outs = new float[OUTPUTS];
                        float[] expected = new float[OUTPUTS];
                        for (int round = 0; round < 60; round++) {
                            float[] event = random(2, 100 * thread + round);
                            int[] own = {table.add(), table.add(), table.add(), table.add()};
                            StreamingState alone = model.newState();
                            for (int t = 0; t < 3; t++) {
                                model.step(alone, event, expected);
                                for (int slot : own) {
                                    model.step(table, new int[] {slot}, 1, event, outs);
                                    assertThat(outs).isEqualTo(expected);
                                    table.use(slot, round);
                                }
                            }
                            table.remove(own[1]); // the others stay, so that the table grows
                            assertThat(table.contains(own[0])).isTrue();
                            assertThat(table.lastUse(own[3])).isEqualTo(round);
                        }
                        return 0;
                    })
                    .toList();
            for (Future<Integer> result : pool.invokeAll(threads)) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(table.size()).isEqualTo(4 * 60 * 3);
        assertThat(table.slots()).hasSize(4 * 60 * 3);
    }

    @Test
    void modelWithoutMemoryHasATableOfEmptyStates() {
        Sequential dense = Sequential.of(Input.of(Shape.UNKNOWN, 2), Dense.of(OUTPUTS));
        StreamingModel model = StreamingModel.of(dense);
        StateTable table = model.newTable(0);
        int slot = table.add();
        float[] ins = {1, 2};
        float[] outs = new float[OUTPUTS];
        float[] expected = new float[OUTPUTS];
        model.step(table, new int[] {slot}, 1, ins, outs);
        model.step(model.newState(), ins, expected);
        assertThat(outs).isEqualTo(expected);
        assertThat(model.stateBytes()).isZero();
    }

    @Test
    void slotsThatAreNotInUseAreRefusedAndNothingChanges() {
        StreamingModel model = model(2, 4, true);
        StateTable table = model.newTable(3);
        int kept = table.add();
        int gone = table.add();
        table.remove(gone);
        String rule = "StateTable: a slot must come from add() and not be removed. Received: ";
        assertThatThrownBy(() -> model.step(table, new int[] {kept, gone}, 2, new float[4], new float[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule + "slots[1]=1.");
        assertThat(stateOf(model, table, kept)).isEqualTo(none(model));
        assertThatThrownBy(() -> model.step(table, new int[] {-5}, 1, new float[2], new float[3]))
                .hasMessage(rule + "slots[0]=-5.");
        assertThatThrownBy(() -> table.remove(gone)).hasMessage(rule + "slot=1.");
        assertThatThrownBy(() -> table.reset(2)).hasMessage(rule + "slot=2.");
        assertThatThrownBy(() -> table.copyTo(1, model.newState())).hasMessage(rule + "slot=1.");
        assertThatThrownBy(() -> table.copyFrom(1_000_000, model.newState())).hasMessage(rule + "slot=1000000.");
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        StreamingModel model = model(2, 4, true);
        StateTable table = model.newTable(3);
        int[] slots = {table.add()};
        String rule = "StreamingModel: n must be from 0 to slots.length, ins hold 2 numbers and outs 3 for each event."
                + " Received: ";
        assertThatThrownBy(() -> model.step(table, slots, 2, new float[4], new float[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule + "n=2, slots.length=1, ins.length=4, outs.length=6.");
        assertThatThrownBy(() -> model.step(table, slots, -1, new float[4], new float[6]))
                .hasMessageStartingWith(rule + "n=-1, ");
        assertThatThrownBy(() -> model.step(table, slots, 1, new float[1], new float[6]))
                .hasMessageStartingWith(rule + "n=1, slots.length=1, ins.length=1, ");
        assertThatThrownBy(() -> model.step(table, slots, 1, new float[2], new float[2]))
                .hasMessageStartingWith(rule + "n=1, slots.length=1, ins.length=2, outs.length=2.");
        StreamingModel other = model(2, 40, true);
        assertThatThrownBy(() -> other.step(table, slots, 1, new float[2], new float[3]))
                .isInstanceOf(ForeignStateException.class);
        assertThatThrownBy(() -> table.copyTo(slots[0], other.newState()))
                .isInstanceOf(ForeignStateException.class)
                .hasMessage("StateTable: state must be of the table's model, " + model.fingerprint() + " with "
                        + none(model).length + " numbers. Received: a state of another instance, of the model "
                        + other.fingerprint() + " with " + none(other).length + " numbers.");
        assertThatThrownBy(() -> model.newTable(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StateTable: capacity must be 0 or more. Received: capacity=-1.");
    }

    @Test
    void eventThatALayerRefusesLeavesItsChunkAsItWas() {
        Sequential model = Sequential.of(Input.of(Shape.UNKNOWN), Embedding.of(5, 2), GRU.of(4));
        StreamingModel streaming = StreamingModel.of(model);
        StateTable table = streaming.newTable(2);
        int[] slots = {table.add(), table.add()};
        assertThatThrownBy(() -> streaming.step(table, slots, 2, new float[] {1, 9}, new float[8]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("an event must be an integer from 0 to 4. Received: 9.");
        assertThat(stateOf(streaming, table, 0)).containsOnly(0);
    }
}
