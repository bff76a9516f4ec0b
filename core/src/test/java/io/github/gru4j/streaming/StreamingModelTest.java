package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Step = sequence, any number of threads, small states. */
class StreamingModelTest {

    private static Sequential model(int features, int units, boolean resetAfter) {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, features),
                Normalization.of(),
                GRU.builder(GRUCell.builder(units).resetAfter(resetAfter).build())
                        .returnSequences(true)
                        .build(),
                Dropout.of(0.3),
                RNN.builder(GRUCell.builder(5).activation("relu").build())
                        .returnSequences(true)
                        .build(),
                Dense.builder(3).activation("softmax").build());
        Tensors.randomizeWeights(model, 17);
        Normalization normalization = (Normalization) model.layers().get(1);
        normalization.adapt(Tensors.random(DType.FLOAT32, 2, 50, features));
        return model;
    }

    @ParameterizedTest
    @CsvSource({"8, 16, true", "3, 7, false", "16, 32, true", "1, 1, true", "20, 33, false"})
    void steppingGivesTheSequenceBitForBit(int features, int units, boolean resetAfter) {
        Sequential model = model(features, units, resetAfter);
        int timesteps = 30;
        Tensor x = Tensors.random(DType.FLOAT32, 3, 1, timesteps, features);
        Tensor sequence = model.predict(x); // (1, timesteps, 3)
        StreamingModel streaming = StreamingModel.of(model);
        StreamingState state = streaming.newState();
        float[] in = new float[features];
        float[] out = new float[3];
        for (int round = 0; round < 2; round++) {
            for (int t = 0; t < timesteps; t++) {
                System.arraycopy(x.floats(), t * features, in, 0, features);
                streaming.step(state, in, out);
                for (int i = 0; i < 3; i++) {
                    assertThat(Float.floatToIntBits(out[i]))
                            .isEqualTo(Float.floatToIntBits(sequence.floats()[t * 3 + i]));
                }
            }
            state.reset();
        }
    }

    @Test
    void copiedStateContinuesOnItsOwn() {
        StreamingModel streaming = StreamingModel.of(model(2, 4, true));
        float[] expected = new float[3];
        StreamingState alone = streaming.newState();
        streaming.step(alone, new float[] {1, 2}, expected);
        streaming.step(alone, new float[] {3, 4}, expected);

        StreamingState state = streaming.newState();
        float[] out = new float[3];
        float[] other = new float[3];
        streaming.step(state, new float[] {1, 2}, out);
        StreamingState copy = state.copy();
        streaming.step(copy, new float[] {5, 5}, other); // must not move the state that was copied
        streaming.step(state, new float[] {3, 4}, out);
        assertThat(out).containsExactly(expected);
        streaming.step(copy, new float[] {3, 4}, other);
        assertThat(other).isNotEqualTo(expected);
    }

    /** The contract of a stepper with several rows, which a table of keys uses: keys = batch, bit for bit. */
    @ParameterizedTest
    @CsvSource({"8, 16, true", "3, 7, false", "16, 33, true"})
    void steppingManyKeysAtOnceGivesWhatSteppingEachAloneGives(int features, int units, boolean resetAfter) {
        Sequential model = model(features, units, resetAfter);
        Stepper stepper = model.stepper();
        int keys = 7;
        int stride = stepper.stateSize() + 3; // room between two states, which must stay as it is
        Tensor states = Tensor.full(DType.FLOAT32, Shape.of(5 + keys * stride), 9);
        for (int key = 0; key < keys; key++) {
            for (int i = 0; i < stepper.stateSize(); i++) {
                states.setAt(5 + key * stride + i, 0);
            }
        }
        Tensor scratch = Tensor.full(DType.FLOAT32, Shape.of(4 + keys * stepper.scratchSize()), Double.NaN);
        StreamingModel alone = StreamingModel.of(model);
        List<StreamingState> own =
                IntStream.range(0, keys).mapToObj(key -> alone.newState()).toList();
        float[] in = new float[features];
        float[] out = new float[3];
        for (int t = 0; t < 6; t++) {
            Tensor x = Tensors.random(DType.FLOAT32, 100 + t, 2 + keys * features);
            Tensor y = Tensor.zeros(1 + keys * 3);
            stepper.step(keys, x, 2, states, 5, stride, y, 1, scratch, 4);
            for (int key = 0; key < keys; key++) {
                System.arraycopy(x.floats(), 2 + key * features, in, 0, features);
                alone.step(own.get(key), in, out);
                for (int i = 0; i < 3; i++) {
                    assertThat(y.floats()[1 + key * 3 + i]).isEqualTo(out[i]);
                }
                for (int i = 0; i < 3; i++) {
                    assertThat(states.floats()[5 + key * stride + stepper.stateSize() + i])
                            .isEqualTo(9);
                }
            }
            assertThat(y.floats()[0]).isZero();
        }
    }

    @Test
    void laterTrainingDoesNotShow() {
        Sequential model = model(2, 4, true);
        StreamingModel streaming = StreamingModel.of(model);
        float[] before = new float[3];
        streaming.step(streaming.newState(), new float[] {1, 2}, before);
        Tensors.randomizeWeights(model, 99);
        float[] after = new float[3];
        streaming.step(streaming.newState(), new float[] {1, 2}, after);
        assertThat(after).containsExactly(before);
    }

    @Test
    void stateTakesItsNumbersAndSeventyTwoBytes() {
        StreamingModel streaming = StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, 8), GRU.of(64)));
        StreamingState[] states = new StreamingState[1_000];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        states[0] = streaming.newState(); // classes are loaded
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < states.length; i++) {
            states[i] = streaming.newState();
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / states.length;
        assertThat(streaming.stateBytes()).isEqualTo(4 * 64);
        assertThat(each).isBetween(4 * 64L, 4 * 64L + 72);
    }

    @Test
    void warmingUpChangesNothing() {
        Sequential model = model(2, 16, true);
        StreamingModel streaming = StreamingModel.of(model);
        StreamingState state = streaming.newState();
        float[] out = new float[3];
        streaming.step(state, new float[] {1, 2}, out);
        StreamingState same = state.copy();
        streaming.warmUp();
        Tensors.assertSameBits(state.values(), same.values());
        streaming.step(state, new float[] {3, 4}, out);
        float[] expected = new float[3];
        StreamingModel cold = StreamingModel.of(model);
        cold.step(cold.adopt(same, ModelChange.REFUSE), new float[] {3, 4}, expected);
        assertThat(out).isEqualTo(expected);
    }

    @Test
    void modelsThatRefuseSomeEventsWarmUp() {
        StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, 2), Masking.of(), GRU.of(4)))
                .warmUp();
        Sequential ids = Sequential.of(
                Input.of(Shape.UNKNOWN), Embedding.builder(3, 2).maskZero(true).build(), GRU.of(4));
        StreamingModel.of(ids).warmUp();
        Sequential one = Sequential.of(Input.of(Shape.UNKNOWN), Embedding.of(1, 2), GRU.of(4));
        StreamingModel.of(one).warmUp();
    }

    @Test
    void manyThreadsShareOneModel() throws Exception {
        Sequential model = model(4, 16, true);
        StreamingModel streaming = StreamingModel.of(model);
        Tensor x = Tensors.random(DType.FLOAT32, 3, 16, 25, 4);
        Tensor expected = model.predict(x);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> streams = IntStream.range(0, 16)
                    .mapToObj(row -> (Callable<Boolean>) () -> {
                        StreamingState state = streaming.newState();
                        float[] in = new float[4];
                        float[] out = new float[3];
                        boolean equal = true;
                        for (int t = 0; t < 25; t++) {
                            System.arraycopy(x.floats(), (row * 25 + t) * 4, in, 0, 4);
                            streaming.step(state, in, out);
                            for (int i = 0; i < 3; i++) {
                                equal &= out[i] == expected.floats()[(row * 25 + t) * 3 + i];
                            }
                        }
                        return equal;
                    })
                    .toList();
            for (Future<Boolean> stream : pool.invokeAll(streams)) {
                assertThat(stream.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        StreamingModel streaming = StreamingModel.of(model(2, 4, true));
        assertThatThrownBy(() -> streaming.step(streaming.newState(), new float[3], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StreamingModel: in must hold 2 numbers, out 3. Received: in.length=3," + " out.length=3.");
        Sequential backwards =
                Sequential.of(Input.of(4, 2), GRU.builder(3).goBackwards(true).build());
        assertThatThrownBy(() -> StreamingModel.of(backwards))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("GRU 'gru': a layer that goes backwards needs the last event first, so it cannot stream.");
        assertThatThrownBy(() -> StreamingModel.of(Sequential.of(GRU.of(3))))
                .hasMessage("StreamingModel: model must be built. Put an Input in front, or call build(shape).");
        Sequential doubles = Sequential.of(
                Input.builder(Shape.of(Shape.UNKNOWN, 4, 2))
                        .dtype(DType.FLOAT64)
                        .build(),
                GRU.builder(GRUCell.builder(3).dtype(DType.FLOAT64).build()).build());
        assertThatThrownBy(() -> StreamingModel.of(doubles))
                .hasMessage("StreamingModel: model must have dtype float32. Received: dtype=float64.");
        Sequential inside = Sequential.of(
                Input.of(4, 2),
                GRU.builder(GRUCell.builder(3).dtype(DType.FLOAT64).build()).build(),
                Dense.of(1));
        assertThatThrownBy(() -> StreamingModel.of(inside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StreamingModel: every layer must have dtype float32. Received: GRU(name=gru) with"
                        + " dtype=float64.");
    }
}
