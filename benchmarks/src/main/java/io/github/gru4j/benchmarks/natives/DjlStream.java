package io.github.gru4j.benchmarks.natives;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.gru4j.benchmarks.peer.Peer;

/** Steps; the state stays native, what a step makes besides is freed at its end. */
final class DjlStream implements Peer.Stream {

    private final DjlNet net;
    private NDArray state; // (1, 1, units)

    DjlStream(DjlNet net, int units) {
        this.net = net;
        this.state = net.manager.zeros(new Shape(1, 1, units));
    }

    @Override
    public void step(float[] x, float[] h) {
        try (NDManager ofStep = net.manager.newSubManager()) {
            NDArray event = ofStep.create(x, new Shape(1, 1, x.length));
            NDArray next = net.forward(new NDList(event, state), false).get(1);
            float[] values = next.toFloatArray();
            System.arraycopy(values, 0, h, 0, values.length);
            next.attach(net.manager);
            state.close();
            state = next;
        }
    }

    @Override
    public void close() {
        net.close();
    }
}
