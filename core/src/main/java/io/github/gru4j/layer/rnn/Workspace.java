package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The memory that one pass after another uses: a pass takes it, overwrites what it likes and gives it back, so that it
 * allocates its results and little else. Nothing in it outlives a pass.
 */
final class Workspace {

    /** As many as any pass uses. */
    private static final int BUFFERS = 15;

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

    /**
     * What a layer keeps for recorded passes. Each owns its workspace from the start until it was walked back, on whatever
     * thread; that of a pass which never is goes with it. As many are kept as were in use at a time, for as long as the
     * garbage collector has memory to spare. Thread-safe.
     */
    static final class Pool {
        private SoftReference<Deque<Workspace>> free = new SoftReference<>(new ArrayDeque<>());

        synchronized Workspace take() {
            Deque<Workspace> held = free.get();
            Workspace workspace = held == null ? null : held.poll();
            return workspace == null ? new Workspace() : workspace;
        }

        synchronized void giveBack(Workspace workspace) {
            Deque<Workspace> held = free.get();
            if (held == null) {
                held = new ArrayDeque<>();
                free = new SoftReference<>(held);
            }
            held.push(workspace);
        }
    }

    private final Tensor[] buffers = new Tensor[BUFFERS];
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

    /** Gives back what a {@link Holder} lent. */
    void giveBack() {
        taken = false;
    }
}
