package io.github.gru4j.benchmarks.natives;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory.format_tag;

/** Steps; the state goes from one tensor to the other and back, so it never leaves native memory. */
final class OnednnStream implements Peer.Stream {

    private final OnednnForward forward;
    private final List<OnednnMemory> states;
    private final OnednnCall even;
    private final OnednnCall odd;
    private boolean isOdd;

    OnednnStream(Onednn one, GruWeights w, format_tag layout) {
        forward = new OnednnForward(
                one,
                w,
                new SequenceShape(1, 1, w.features, w.units),
                prop_kind.forward_inference,
                layout,
                Onednn.desc(format_tag.ldnc, 1, 1, 1, w.units));
        OnednnMemory a = one.memory(forward.desc.src_iter_desc());
        OnednnMemory b = one.memory(forward.desc.src_iter_desc());
        states = List.of(a, b);
        even = one.call(forward.primitive, forward.with(Map.of(DNNL_ARG_SRC_ITER, a, DNNL_ARG_DST_ITER, b)));
        odd = one.call(forward.primitive, forward.with(Map.of(DNNL_ARG_SRC_ITER, b, DNNL_ARG_DST_ITER, a)));
    }

    @Override
    public void step(float[] x, float[] h) {
        forward.x.put(x);
        (isOdd ? odd : even).run();
        forward.y.get(h);
        isOdd = !isOdd;
    }

    void reset() {
        states.forEach(OnednnMemory::clear);
    }
}
