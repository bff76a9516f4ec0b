package io.github.gru4j.benchmarks.natives;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** Whole sequences. */
final class OnednnSequence implements Peer.Sequence {

    private final SequenceShape shape;
    private final OnednnForward forward;
    private final OnednnCall call;

    OnednnSequence(Onednn one, GruWeights w, SequenceShape shape, format_tag layout) {
        this.shape = shape;
        forward = new OnednnForward(one, w, shape, prop_kind.forward_inference, layout, new memory.desc());
        call = one.call(forward.primitive, forward.with(Map.of()));
    }

    @Override
    public void setInput(float[] x) {
        forward.x.put(Peer.swapLeading(x, shape.batch(), shape.timesteps(), shape.features()));
    }

    @Override
    public void run() {
        call.run();
    }

    @Override
    public float[] output() {
        return Peer.swapLeading(forward.y.get(shape.outputs()), shape.timesteps(), shape.batch(), shape.units());
    }
}
