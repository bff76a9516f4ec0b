package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Functional;
import io.github.gru4j.streaming.RandomModels.Drawn;
import io.github.gru4j.streaming.RandomModels.Kind;
import io.github.gru4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contracts of streaming, over models drawn at random: what is said here holds for whatever can be compiled. */
class StreamingContractsTest {

    private static final int MODELS = 400;
    static final int TIMESTEPS = 12;

    static float[] event(Drawn drawn, List<Tensor> inputs, int t, int size) {
        float[] event = new float[size];
        int at = 0;
        for (int i = 0; i < inputs.size(); i++) {
            boolean sample = drawn.kinds().get(i) == Kind.SAMPLE;
            int width = sample ? inputs.get(i).size() : inputs.get(i).size() / TIMESTEPS;
            System.arraycopy(inputs.get(i).floats(), sample ? 0 : t * width, event, at, width);
            at += width;
        }
        assertThat(at).isEqualTo(size);
        return event;
    }

    /** What the model gives for the sequence up to a step, at its last step: of all outputs, one after the other. */
    private static float[][] expected(Drawn drawn, List<Tensor> inputs, int size) {
        Functional model = drawn.model();
        float[][] all = new float[TIMESTEPS][size];
        List<Tensor> whole = model.predict(inputs);
        for (int t = 0; t < TIMESTEPS; t++) {
            List<Tensor> soFar = null;
            int at = 0;
            for (int o = 0; o < whole.size(); o++) {
                boolean sequence = model.outputs().get(o).shape().rank() == 3;
                int width = whole.get(o).dim(-1);
                if (!sequence && soFar == null) {
                    soFar = model.predict(prefix(drawn, inputs, t + 1));
                }
                float[] from = sequence ? whole.get(o).floats() : soFar.get(o).floats();
                System.arraycopy(from, sequence ? t * width : 0, all[t], at, width);
                at += width;
            }
        }
        return all;
    }

    private static List<Tensor> prefix(Drawn drawn, List<Tensor> inputs, int steps) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor x = inputs.get(i);
            if (drawn.kinds().get(i) == Kind.SAMPLE) {
                all.add(x);
            } else {
                Tensor part = Tensor.zeros(x.dtype(), x.shape().with(1, steps));
                Tensor.copyRange(x, 0, part, 0, part.size());
                all.add(part);
            }
        }
        return all;
    }

    private static void assertSameBits(float[] actual, float[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                assertThat(actual).as(what).containsExactly(expected);
            }
        }
    }

    private static String describe(Drawn drawn) {
        return drawn.model().layers().stream().map(Layer::className).toList().toString();
    }

    /** Also after a reset, and after the state went through bytes in the middle. */
    @Test
    void stepIsSequenceBitForBit() {
        Set<String> layers = new HashSet<>();
        for (int seed = 0; seed < MODELS; seed++) {
            Drawn drawn = RandomModels.draw(seed, true);
            List<Tensor> inputs = RandomModels.inputs(drawn, TIMESTEPS, seed);
            StreamingModel streaming = StreamingModel.of(drawn.model());
            float[][] expected = expected(drawn, inputs, streaming.outputSize());
            float[] out = new float[streaming.outputSize()];
            StreamingState state = streaming.newState();
            for (int round = 0; round < 2; round++) {
                for (int t = 0; t < TIMESTEPS; t++) {
                    streaming.step(state, event(drawn, inputs, t, streaming.inputSize()), out);
                    assertSameBits(out, expected[t], "model " + seed + ", step " + t + " of " + describe(drawn));
                    if (t == seed % TIMESTEPS) {
                        state = StreamingState.fromBytes(streaming, state.toBytes(), ModelChange.REFUSE);
                    }
                }
                state.reset();
            }
            drawn.model().layers().forEach(layer -> layers.add(layer.className()));
        }
        assertThat(layers).as("what the models are made of").hasSizeGreaterThan(30);
    }

    @Test
    void keysAreBatchBitForBit() {
        int keys = 11;
        for (int seed = 0; seed < MODELS; seed++) {
            Drawn drawn = RandomModels.draw(seed, true);
            StreamingModel streaming = StreamingModel.of(drawn.model());
            int in = streaming.inputSize();
            int width = streaming.outputSize();
            List<List<Tensor>> inputs = new ArrayList<>();
            List<StreamingState> alone = new ArrayList<>();
            StateTable table = streaming.newTable(keys);
            int[] slots = new int[keys];
            for (int key = 0; key < keys; key++) {
                inputs.add(RandomModels.inputs(drawn, TIMESTEPS, 1000L * seed + key));
                alone.add(streaming.newState());
                slots[key] = table.add();
            }
            float[] ins = new float[keys * in];
            float[] outs = new float[keys * width];
            float[] expected = new float[keys * width];
            for (int t = 0; t < TIMESTEPS; t++) {
                for (int key = 0; key < keys; key++) {
                    float[] event = event(drawn, inputs.get(key), t, in);
                    System.arraycopy(event, 0, ins, key * in, in);
                    float[] own = new float[width];
                    streaming.step(alone.get(key), event, own);
                    System.arraycopy(own, 0, expected, key * width, width);
                }
                streaming.step(table, slots, keys, ins, outs);
                assertSameBits(outs, expected, "model " + seed + ", step " + t + " of " + describe(drawn));
            }
            StreamingState last = streaming.newState();
            for (int key = 0; key < keys; key++) {
                table.copyTo(slots[key], last);
                assertThat(last.toBytes()).isEqualTo(alone.get(key).toBytes());
            }
        }
    }

    @Test
    void fingerprintsOfDifferentModelsDiffer() {
        Set<Long> architectures = new HashSet<>();
        Set<Long> weights = new HashSet<>();
        for (int seed = 0; seed < MODELS; seed++) {
            StreamingModel model =
                    StreamingModel.of(RandomModels.draw(seed, true).model());
            architectures.add(model.fingerprint().architecture());
            weights.add(model.fingerprint().weights());
            assertThat(StreamingModel.of(RandomModels.draw(seed, true).model()).fingerprint())
                    .isEqualTo(model.fingerprint());
        }
        assertThat(architectures).hasSizeGreaterThan(MODELS * 9 / 10); // small ones may come twice
        assertThat(weights).hasSizeGreaterThan(MODELS * 9 / 10); // some have none
    }

    @Test
    void threadsWithStatesOfTheirOwnShareOneModel() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int seed = 0; seed < 40; seed++) {
                Drawn drawn = RandomModels.draw(seed, true);
                StreamingModel streaming = StreamingModel.of(drawn.model());
                List<Tensor> inputs = RandomModels.inputs(drawn, TIMESTEPS, seed);
                float[][] expected = expected(drawn, inputs, streaming.outputSize());
                Callable<Boolean> stream = () -> {
                    StreamingState state = streaming.newState();
                    ByteBuffer bytes = ByteBuffer.allocate(state.byteLength());
                    float[] out = new float[streaming.outputSize()];
                    boolean equal = true;
                    for (int round = 0; round < 5; round++) {
                        for (int t = 0; t < TIMESTEPS; t++) {
                            streaming.step(state, event(drawn, inputs, t, streaming.inputSize()), out);
                            for (int i = 0; i < out.length; i++) {
                                equal &= Float.floatToIntBits(out[i]) == Float.floatToIntBits(expected[t][i]);
                            }
                            state.write(bytes.clear());
                            state.read(bytes.flip(), ModelChange.REFUSE);
                        }
                        state.reset();
                    }
                    return equal;
                };
                List<Callable<Boolean>> streams =
                        IntStream.range(0, 4).mapToObj(thread -> stream).toList();
                for (Future<Boolean> result : pool.invokeAll(streams)) {
                    assertThat(result.get()).as("model %d", seed).isTrue();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
