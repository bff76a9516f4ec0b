package io.github.gru4j.streaming;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What a warmed step allocates, for several models: less than a vector of the widest kernel would take as an object means
 * that the JIT compiler keeps them all in registers. {@link #main} tells it for a virtual machine with other kernels.
 */
final class StreamingAllocation {

    /** Enough for the compiler to finish in the background, on a busy machine, too; a boxing kernel never gets there. */
    private static final int MAX_ROUNDS = 400;

    private StreamingAllocation() {}

    /** Prints the kernel set, and then a line for each kind of step. */
    public static void main(String[] arguments) {
        System.out.println(Kernels.of(DType.FLOAT32).name());
        measure().forEach(System.out::println);
    }

    /** Lines like {@code "(8, 16): 0 bytes a step"}: what is left when it does not get less. */
    static List<String> measure() {
        List<String> lines = new ArrayList<>();
        // Fewer units than a vector has lanes, as many, more but not a multiple, and several vectors of each gate.
        for (int[] size : new int[][] {{3, 5}, {8, 16}, {9, 33}, {32, 64}}) {
            String name = "(" + size[0] + ", " + size[1] + ")";
            measure(name, StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, size[0]), GRU.of(size[1]))), lines);
        }
        Sequential stack = Sequential.of(
                Input.of(Shape.UNKNOWN, 6),
                GRU.builder(20, cell -> cell.resetAfter(false))
                        .returnSequences(true)
                        .build(),
                RNN.builder(GRUCell.builder(7).activation("relu").build())
                        .returnSequences(true)
                        .build(),
                Dense.builder(3).activation("softmax").build());
        measure("stack", StreamingModel.of(stack), lines);
        return lines;
    }

    private static void measure(String name, StreamingModel model, List<String> lines) {
        float[] in = Tensors.random(DType.FLOAT32, 1, model.inputSize()).floats();
        float[] out = new float[model.outputSize()];
        StreamingState state = model.newState();
        lines.add(name + ": " + settled(5_000, () -> model.step(state, in, out)) + " bytes a step");

        StateTable table = model.newTable(200);
        int[] slots = new int[200];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = table.add();
        }
        slots[100] = slots[90]; // a key that comes twice in a chunk
        float[] ins = Tensors.random(DType.FLOAT32, 2, slots.length * model.inputSize())
                .floats();
        float[] outs = new float[slots.length * model.outputSize()];
        lines.add(name + ": "
                + settled(50, () -> {
                    model.step(table, slots, 200, ins, outs); // ends with a chunk of fewer rows
                    table.remove(slots[7]);
                    slots[7] = table.add();
                })
                + " bytes a step of 200 keys");

        KeyedStream<String> keyed =
                KeyedStream.<String>builder(model).latencies().build();
        lines.add(name + ": " + settled(5_000, () -> keyed.on("key", in, out)) + " bytes a step of a key by name");
    }

    /** What {@code calls} calls allocate, each, once three rounds in a row allocate nothing, or after many rounds. */
    private static long settled(int calls, Runnable call) {
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
        return (bytes + calls - 1) / calls;
    }
}
