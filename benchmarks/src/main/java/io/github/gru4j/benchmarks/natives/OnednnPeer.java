package io.github.gru4j.benchmarks.natives;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * oneDNN's linear-before-reset GRU primitive through the JavaCPP presets, in its friendliest form: data in native memory,
 * time-major, called through the C API, and the weights packed or left in Keras's layout, whichever is faster.
 */
public final class OnednnPeer implements Peer {

    private static final format_tag PACKED = format_tag.any;
    private static final format_tag PLAIN = format_tag.ldigo;

    private final Onednn one = new Onednn();

    /**
     * Starts oneDNN.
     *
     * @throws IllegalStateException unless OMP_NUM_THREADS is 1
     */
    public OnednnPeer() {}

    @Override
    public String version() {
        return "oneDNN " + Onednn.version();
    }

    @Override
    public Stream openStream(GruWeights weights) {
        float[] x = new float[weights.features];
        float[] h = new float[weights.units];
        OnednnStream stream = Faster.of(
                new OnednnStream(one, weights, PACKED), new OnednnStream(one, weights, PLAIN), s -> s.step(x, h));
        stream.reset();
        return stream;
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) {
        return Faster.of(
                new OnednnSequence(one, weights, shape, PACKED),
                new OnednnSequence(one, weights, shape, PLAIN),
                OnednnSequence::run);
    }

    @Override
    public Training openTraining(GruWeights weights, SequenceShape shape) {
        return Faster.of(
                new OnednnTraining(one, weights, shape, PACKED),
                new OnednnTraining(one, weights, shape, PLAIN),
                OnednnTraining::run);
    }
}
