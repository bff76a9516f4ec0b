package io.github.gru4j.benchmarks.natives;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;

/** Whole sequences, batch-major. */
final class DjlSequence implements Peer.Sequence {

    private final DjlNet net;
    private final Shape inputShape;
    private NDArray x;

    DjlSequence(DjlNet net, SequenceShape shape) {
        this.net = net;
        this.inputShape = new Shape(shape.batch(), shape.timesteps(), shape.features());
        this.x = net.manager.zeros(inputShape);
    }

    @Override
    public void setInput(float[] values) {
        x = net.manager.create(values, inputShape);
    }

    @Override
    public void run() {
        try (NDManager ofRun = net.manager.newSubManager()) {
            forward(ofRun);
        }
    }

    private NDArray forward(NDManager ofRun) {
        x.tempAttach(ofRun); // what is computed from it is freed with the run
        return net.forward(new NDList(x), false).get(0);
    }

    @Override
    public float[] output() {
        try (NDManager ofRun = net.manager.newSubManager()) {
            return forward(ofRun).toFloatArray();
        }
    }

    @Override
    public void close() {
        net.close();
    }
}
