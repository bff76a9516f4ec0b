package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The memory that a thread uses for one pass after another: a pass takes it, overwrites what it likes and gives it back, so
 * that inference allocates its result and little else. Nothing in it outlives a pass.
 */
final class Workspace {

    /** What a layer keeps for each thread; a pass inside another one on the same thread gets a workspace of its own. */
    static final class Holder {
        private final ThreadLocal<Workspace> mine = ThreadLocal.withInitial(Workspace::new);

        Workspace take() {
            Workspace workspace = mine.get();
            if (workspace.taken) {
                workspace = new Workspace();
            }
            workspace.taken = true;
            return workspace;
        }
    }

    private final Tensor[] buffers = new Tensor[3];
    private boolean taken;

    private Workspace() {
        Arrays.fill(buffers, Tensor.zeros(0));
    }

    /** Buffer {@code index} with at least {@code size} numbers; contents undefined. */
    Tensor buffer(int index, DType dtype, int size) {
        Tensor buffer = buffers[index];
        if (buffer.dtype() != dtype || buffer.size() < size) {
            buffer = Tensor.zeros(dtype, Shape.of(size));
            buffers[index] = buffer;
        }
        return buffer;
    }

    void giveBack() {
        taken = false;
    }
}
