package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
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
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is allocated by steps of a graph with masks, branches and convolutions, nor by states that become bytes. */
class GraphAllocationTest {

    private static final int MAX_ROUNDS = 400; // for the compiler to finish in the background

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

    @Test
    void warmedStepAllocatesNothing() {
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
        ByteBuffer bytes = ByteBuffer.allocate(state.byteLength());
        assertThat(settled(() -> {
                    for (float[] event : events) {
                        model.step(state, event, out);
                    }
                    state.write(bytes.clear());
                    state.read(bytes.flip(), ModelChange.REFUSE);
                }))
                .as("bytes in 8 steps, a write and a read")
                .isZero();
        assertThat(model.nonFiniteEvents()).isPositive();
    }

    /** What a thousand calls allocate, once three thousand allocate nothing, or after many. */
    private static long settled(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int clean = 0;
        for (int round = 0; round < MAX_ROUNDS && clean < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            clean = bytes == 0 ? clean + 1 : 0;
        }
        return bytes;
    }
}
