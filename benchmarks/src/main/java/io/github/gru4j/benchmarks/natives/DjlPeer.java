package io.github.gru4j.benchmarks.natives;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;

/** The GRU block of Deep Java Library on its PyTorch engine; tensors stay native, one thread. */
public final class DjlPeer implements Peer {

    private final Engine engine = Engine.getEngine("PyTorch");

    /** Starts PyTorch. */
    public DjlPeer() {
        if (JniUtils.getNumThreads() != 1) {
            JniUtils.setNumThreads(1);
        }
    }

    @Override
    public String version() {
        return "DJL " + Engine.getDjlVersion() + " on PyTorch " + engine.getVersion();
    }

    @Override
    public Stream openStream(GruWeights weights) {
        return new DjlStream(new DjlNet(engine, weights, true), weights.units);
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) {
        return new DjlSequence(new DjlNet(engine, weights, false), shape);
    }

    @Override
    public Training openTraining(GruWeights weights, SequenceShape shape) {
        return new DjlTraining(engine, new DjlNet(engine, weights, false), shape);
    }
}
