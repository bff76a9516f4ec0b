package io.github.gru4j.benchmarks.natives;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.lbr_gru_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** The forward primitive for one shape, its weights and its tensors, time-major. */
final class OnednnForward {

    final lbr_gru_forward.primitive_desc desc;
    final lbr_gru_forward primitive;
    final OnednnMemory kernel; // in Keras's layout, as the next
    final OnednnMemory recurrent;
    final OnednnMemory x; // (timesteps, batch, features)
    final OnednnMemory y; // (timesteps, batch, units)

    private final Map<Integer, OnednnMemory> arguments = new HashMap<>();
    private final List<OnednnCall> packing = new ArrayList<>();

    /**
     * Prepares it.
     *
     * @param kind for inference or for training
     * @param layout of the weights: {@code any} lets the primitive choose, {@code ldigo} is Keras's and selects another
     *     implementation
     * @param state the layout of the state before and after, empty for none
     */
    OnednnForward(Onednn one, GruWeights w, SequenceShape shape, prop_kind kind, format_tag layout, memory.desc state) {
        int steps = shape.timesteps();
        int batch = shape.batch();
        desc = new lbr_gru_forward.primitive_desc(
                one.cpu,
                kind,
                rnn_direction.unidirectional_left2right,
                Onednn.desc(format_tag.tnc, steps, batch, w.features),
                state,
                Onednn.desc(layout, 1, 1, w.features, 3, w.units),
                Onednn.desc(layout, 1, 1, w.units, 3, w.units),
                Onednn.desc(format_tag.ldgo, 1, 1, 4, w.units),
                Onednn.desc(format_tag.tnc, steps, batch, w.units),
                state);
        primitive = new lbr_gru_forward(desc);
        kernel = one.memory(Onednn.desc(format_tag.ldigo, 1, 1, w.features, 3, w.units))
                .put(w.kernel);
        recurrent = one.memory(Onednn.desc(format_tag.ldigo, 1, 1, w.units, 3, w.units))
                .put(w.recurrent);
        x = one.memory(desc.src_layer_desc());
        y = one.memory(desc.dst_layer_desc());
        arguments.put(DNNL_ARG_SRC_LAYER, x);
        arguments.put(DNNL_ARG_DST_LAYER, y);
        arguments.put(DNNL_ARG_WEIGHTS_LAYER, packed(one, kernel, desc.weights_layer_desc(), packing));
        arguments.put(DNNL_ARG_WEIGHTS_ITER, packed(one, recurrent, desc.weights_iter_desc(), packing));
        arguments.put(DNNL_ARG_BIAS, one.memory(desc.bias_desc()).put(Onednn.bias(w)));
        pack();
    }

    /** The tensor itself where it has the wanted layout, else another and the call that fills it. */
    static OnednnMemory packed(Onednn one, OnednnMemory from, memory.desc wanted, List<OnednnCall> packing) {
        if (from.form.equals(wanted)) {
            return from;
        }
        OnednnMemory to = one.memory(wanted);
        packing.add(one.reorder(from, to));
        return to;
    }

    /** Brings the weights into the primitive's layout; after a change of them. */
    void pack() {
        for (OnednnCall call : packing) {
            call.run();
        }
    }

    /** The arguments of the primitive, and more. */
    Map<Integer, OnednnMemory> with(Map<Integer, OnednnMemory> more) {
        Map<Integer, OnednnMemory> all = new HashMap<>(arguments);
        all.putAll(more);
        return all;
    }
}
