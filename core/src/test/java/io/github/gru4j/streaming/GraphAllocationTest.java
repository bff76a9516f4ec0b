package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Maximum;
import io.github.gru4j.layer.Padding;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.model.Functional;
import io.github.gru4j.streaming.RandomModels.Drawn;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing is allocated by steps of a graph with masks, branches and convolutions, nor by those of models drawn at random, nor
 * by states that become bytes.
 */
class GraphAllocationTest {

    private static final int MAX_ROUNDS = 20; // classes are loaded in the first
    private static final int RANDOM_MODELS = 150;

    private static Functional graph() {
        KerasTensor features = Input.of(Shape.UNKNOWN, 6).tensor();
        KerasTensor ids = Input.of(Shape.UNKNOWN).tensor();
        KerasTensor sample = Input.of(2).tensor();
        KerasTensor entered = Masking.of(0.5).connect(features);
        KerasTensor named = Embedding.builder(4, 6).maskZero(true).build().connect(ids);
        KerasTensor x = Maximum.of().connect(entered, named);
        KerasTensor residual = Add.of()
                .connect(
                        x,
                        RNN.builder(ResidualWrapper.of(GRUCell.of(6)))
                                .returnSequences(true)
                                .build()
                                .connect(x));
        KerasTensor window = Conv1D.builder(8, 3)
                .padding(Padding.CAUSAL)
                .dilationRate(2)
                .activation("relu")
                .build()
                .connect(Concatenate.of()
                        .connect(residual, TimeDistributed.of(Dense.of(3)).connect(x)));
        KerasTensor last = GRU.of(20).connect(LayerNormalization.of().connect(window));
        KerasTensor head = Dense.of(3).connect(Concatenate.of().connect(last, sample));
        Functional model = Functional.of(List.of(features, ids, sample), List.of(head, residual));
        Tensors.randomizeWeights(model, 1);
        return model;
    }

    /**
     * In a virtual machine without the Vector API, whose objects only the compiler removes: nothing is left to it here.
     * {@link StreamingAllocationTest} looks at the kernels.
     */
    @Test
    void stepsAndBytesAllocateNothing() throws IOException, InterruptedException {
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GraphAllocationTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(machine.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "scalar",
                        "steps: 0 bytes",
                        "steps of keys: 0 bytes",
                        "states: 0 bytes",
                        "models whose steps allocate: []");
    }

    /** Prints the kernel set, and then what is allocated. */
    public static void main(String[] arguments) {
        System.out.println(Kernels.of(DType.FLOAT32).name());
        StreamingModel model = StreamingModel.of(graph()).onNonFinite(NonFinite.SKIP);
        float[][] events = new float[8][];
        for (int t = 0; t < events.length; t++) {
            events[t] = Tensors.random(DType.FLOAT32, t, 9).floats();
            events[t][6] = t % 4; // the id
        }
        Arrays.fill(events[3], 0, 6, 0.5f); // masked
        events[5][1] = Float.NaN;
        StreamingState state = model.newState();
        float[] out = new float[model.outputSize()];
        System.out.println("steps: " + settled(() -> step(model, state, events, out)) + " bytes");
        StateTable table = model.newTable(8);
        int[] slots = new int[8];
        float[] ins = new float[8 * 9];
        for (int key = 0; key < 8; key++) {
            slots[key] = table.add();
            System.arraycopy(events[key], 0, ins, 9 * key, 9);
        }
        float[] outs = new float[8 * model.outputSize()];
        System.out.println("steps of keys: " + settled(() -> model.step(table, slots, 8, ins, outs)) + " bytes");
        ByteBuffer bytes = ByteBuffer.allocate(state.byteLength());
        System.out.println("states: "
                + settled(() -> {
                    state.write(bytes.clear());
                    state.read(bytes.flip(), ModelChange.REFUSE);
                })
                + " bytes");
        System.out.println("models whose steps allocate: "
                + IntStream.range(0, RANDOM_MODELS)
                        .filter(GraphAllocationTest::allocates)
                        .boxed()
                        .toList());
    }

    /** Whether steps of a model drawn at random do, of one key or of two. */
    private static boolean allocates(int seed) {
        Drawn drawn = RandomModels.draw(seed, false); // cells of one's own allocate what they like
        StreamingModel model = StreamingModel.of(drawn.model());
        List<Tensor> inputs = RandomModels.inputs(drawn, StreamingContractsTest.TIMESTEPS, seed);
        float[][] events = new float[StreamingContractsTest.TIMESTEPS][];
        Arrays.setAll(events, t -> StreamingContractsTest.event(drawn, inputs, t, model.inputSize()));
        float[] two = Arrays.copyOf(events[0], 2 * model.inputSize());
        System.arraycopy(events[1], 0, two, model.inputSize(), model.inputSize());
        StreamingState state = model.newState();
        StateTable table = model.newTable(2);
        int[] slots = {table.add(), table.add()};
        float[] out = new float[2 * model.outputSize()];
        float[] one = new float[model.outputSize()];
        return settled(
                        () -> {
                            step(model, state, events, one);
                            model.step(table, slots, 2, two, out);
                        },
                        10)
                != 0;
    }

    private static void step(StreamingModel model, StreamingState state, float[][] events, float[] out) {
        for (float[] event : events) {
            model.step(state, event, out);
        }
    }

    private static long settled(Runnable call) {
        return settled(call, 1_000);
    }

    /** What so many calls allocate, once three times as many allocate nothing, or after many. */
    private static long settled(Runnable call, int calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int clean = 0;
        for (int round = 0; round < MAX_ROUNDS && clean < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            clean = bytes == 0 ? clean + 1 : 0;
        }
        return bytes;
    }
}
