package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events with NaN and infinities. */
class NonFiniteTest {

    private static final float[] GOOD = {0.5f, Float.MAX_VALUE, -0f};

    private static StreamingModel model() {
        Sequential model = Sequential.of(Input.of(Shape.UNKNOWN, 3), GRU.of(5), Dense.of(2));
        Tensors.randomizeWeights(model, 3);
        return StreamingModel.of(model);
    }

    private static float[] bad(float number) {
        return new float[] {0.5f, 1, number};
    }

    @Test
    void eventsAreTakenAsTheyAreUnlessToldOtherwise() {
        StreamingModel model = model();
        StreamingState state = model.newState();
        float[] out = new float[2];
        model.step(state, bad(Float.NaN), out);
        assertThat(out).containsOnly(Float.NaN);
        assertThat(state.values().floats()).containsOnly(Float.NaN);
        assertThat(model.nonFiniteEvents()).isZero();
        StreamingModel again = model.onNonFinite(NonFinite.SKIP).onNonFinite(NonFinite.TAKE);
        again.step(again.newState(), bad(Float.NaN), out);
        assertThat(again.nonFiniteEvents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void rejectedEventLeavesTheStateAsItWas(float number) {
        StreamingModel model = model().onNonFinite(NonFinite.REJECT);
        StreamingState state = model.newState();
        float[] out = new float[2];
        model.step(state, GOOD, out);
        StreamingState before = state.copy();
        float[] answer = out.clone();
        assertThatThrownBy(() -> model.step(state, bad(number), out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StreamingModel: an event must hold finite numbers. Received: in[2]=" + number + ".");
        Tensors.assertSameBits(state.values(), before.values());
        assertThat(out).isEqualTo(answer);
        assertThat(model.nonFiniteEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SKIP", "RESET"})
    void streamGoesOnWithoutTheEvent(NonFinite policy) {
        StreamingModel plain = model();
        StreamingModel model = plain.onNonFinite(policy);
        StreamingState state = model.newState();
        StreamingState expected = plain.newState();
        float[] out = new float[2];
        float[] right = new float[2];
        for (float number : new float[] {1, Float.NaN, 2, Float.NEGATIVE_INFINITY, Float.NaN, 3}) {
            model.step(state, bad(number), out);
            if (Float.isFinite(number)) {
                plain.step(expected, bad(number), right);
                assertThat(out).isEqualTo(right);
            } else {
                assertThat(out).containsOnly(Float.NaN);
                if (policy == NonFinite.RESET) {
                    expected.reset();
                }
            }
            Tensors.assertSameBits(state.values(), expected.values());
        }
        assertThat(model.nonFiniteEvents()).isEqualTo(3);
        plain.step(state, GOOD, out); // states go from one to the other
    }

    @ParameterizedTest
    @EnumSource(names = {"SKIP", "RESET"})
    void keysThatShareACallDoNotNotice(NonFinite policy) {
        StreamingModel plain = model();
        StreamingModel model = plain.onNonFinite(policy);
        StateTable table = plain.newTable(9);
        List<StreamingState> alone = new ArrayList<>();
        int[] slots = new int[12];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = i < 9 ? table.add() : i - 9; // three keys come twice
            if (i < 9) {
                alone.add(plain.newState());
            }
        }
        float[] ins = Tensors.random(DType.FLOAT32, 1, 36).floats();
        ins[3 * 1 + 2] = Float.NaN;
        ins[3 * 8] = Float.POSITIVE_INFINITY;
        ins[3 * 10 + 1] = Float.NaN; // the second event of key 1
        float[] outs = new float[24];
        float[] own = new float[2];
        for (int round = 0; round < 3; round++) {
            model.step(table, slots, 12, ins, outs);
            for (int i = 0; i < 12; i++) {
                float[] in = {ins[3 * i], ins[3 * i + 1], ins[3 * i + 2]};
                model.step(alone.get(slots[i]), in, own);
                assertThat(new float[] {outs[2 * i], outs[2 * i + 1]}).isEqualTo(own);
            }
        }
        StreamingState copy = plain.newState();
        for (int key = 0; key < 9; key++) {
            table.copyTo(key, copy);
            Tensors.assertSameBits(copy.values(), alone.get(key).values());
        }
        assertThat(model.nonFiniteEvents()).isEqualTo(2 * 3 * 3);
    }

    /** An embedding would refuse the event: no id is NaN. */
    @Test
    void eventThatIsLeftOutReachesNoLayer() {
        StreamingModel model = StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN), Embedding.of(4, 3), GRU.of(2)))
                .onNonFinite(NonFinite.SKIP);
        StreamingState state = model.newState();
        float[] out = new float[2];
        model.step(state, new float[] {1}, out);
        StreamingState before = state.copy();
        model.step(state, new float[] {Float.NaN}, out);
        assertThat(out).containsOnly(Float.NaN);
        Tensors.assertSameBits(state.values(), before.values());
    }

    @Test
    void streamOfKeysFollowsThePolicyOfItsModel() {
        StreamingModel plain = model();
        StreamingState expected = plain.newState();
        float[] right = new float[2];
        try (KeyedStream<String> rejecting = KeyedStream.of(plain.onNonFinite(NonFinite.REJECT));
                KeyedStream<String> skipping = KeyedStream.of(plain.onNonFinite(NonFinite.SKIP))) {
            for (int round = 0; round < 3; round++) {
                plain.step(expected, GOOD, right);
                assertThat(rejecting.on("a", GOOD)).isEqualTo(right);
                assertThat(skipping.on("a", GOOD)).isEqualTo(right);
                assertThatThrownBy(() -> rejecting.on("a", bad(Float.NaN)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("an event must hold finite numbers. Received: in[2]=NaN.");
                assertThat(skipping.on("a", bad(Float.NaN))).containsOnly(Float.NaN);
            }
            assertThat(rejecting.model().nonFiniteEvents()).isEqualTo(3);
            assertThat(skipping.model().nonFiniteEvents()).isEqualTo(3);
        }
    }

    @Test
    void rejectedEventOfAKeyNamesItself() {
        StreamingModel model = model().onNonFinite(NonFinite.REJECT);
        StateTable table = model.newTable(2);
        int[] slots = {table.add(), table.add()};
        float[] ins = {1, 2, 3, 4, Float.NaN, Float.NaN};
        assertThatThrownBy(() -> model.step(table, slots, 2, ins, new float[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StreamingModel: an event must hold finite numbers. Received: in[1]=NaN.");
        assertThat(model.nonFiniteEvents()).isEqualTo(1);
    }

    @Test
    void threadsCountTogether() throws Exception {
        StreamingModel model = model().onNonFinite(NonFinite.SKIP);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Object>> streams = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Object>) () -> {
                        StreamingState state = model.newState();
                        for (int i = 0; i < 1000; i++) {
                            model.step(state, bad(i % 4 == 0 ? Float.NaN : 1), new float[2]);
                        }
                        return state;
                    })
                    .toList();
            for (Future<Object> stream : pool.invokeAll(streams)) {
                stream.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(model.nonFiniteEvents()).isEqualTo(1000);
    }
}
