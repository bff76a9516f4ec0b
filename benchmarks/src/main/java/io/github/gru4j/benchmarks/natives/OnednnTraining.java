package io.github.gru4j.benchmarks.natives;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.lbr_gru_backward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * A forward and a backward pass. The weights are packed for both in every run, and the gradients brought into Keras's
 * layout, since an optimizer would change the ones by the others. oneDNN always computes the gradient of the input too.
 */
final class OnednnTraining implements Peer.Training {

    private final SequenceShape shape;
    private final OnednnForward forward;
    private final OnednnCall run;
    private final OnednnCall walkBack;
    private final List<OnednnCall> packing = new ArrayList<>(); // for the way back
    private final List<OnednnCall> unpacking = new ArrayList<>();
    private final List<OnednnMemory> sums; // the primitive adds to what is there
    private final OnednnMemory dOutput;
    private final OnednnMemory dKernel;
    private final OnednnMemory dRecurrent;
    private final OnednnMemory dBias;

    OnednnTraining(Onednn one, GruWeights w, SequenceShape shape, format_tag layout) {
        this.shape = shape;
        memory.desc none = new memory.desc();
        forward = new OnednnForward(one, w, shape, prop_kind.forward_training, layout, none);
        lbr_gru_backward.primitive_desc desc = backward(one, w, none);
        OnednnMemory workspace = one.memory(forward.desc.workspace_desc());
        run = one.call(forward.primitive, forward.with(Map.of(DNNL_ARG_WORKSPACE, workspace)));

        dOutput = one.memory(desc.diff_dst_layer_desc());
        OnednnMemory kernelSum = one.memory(desc.diff_weights_layer_desc());
        OnednnMemory recurrentSum = one.memory(desc.diff_weights_iter_desc());
        dBias = one.memory(desc.diff_bias_desc());
        sums = List.of(kernelSum, recurrentSum, dBias);
        dKernel = OnednnForward.packed(one, kernelSum, forward.kernel.form, unpacking);
        dRecurrent = OnednnForward.packed(one, recurrentSum, forward.recurrent.form, unpacking);

        Map<Integer, OnednnMemory> arguments = new HashMap<>();
        arguments.put(DNNL_ARG_WORKSPACE, workspace);
        arguments.put(
                DNNL_ARG_WEIGHTS_LAYER, OnednnForward.packed(one, forward.kernel, desc.weights_layer_desc(), packing));
        arguments.put(
                DNNL_ARG_WEIGHTS_ITER, OnednnForward.packed(one, forward.recurrent, desc.weights_iter_desc(), packing));
        arguments.put(DNNL_ARG_DIFF_SRC_LAYER, one.memory(desc.diff_src_layer_desc()));
        arguments.put(DNNL_ARG_DIFF_DST_LAYER, dOutput);
        arguments.put(DNNL_ARG_DIFF_WEIGHTS_LAYER, kernelSum);
        arguments.put(DNNL_ARG_DIFF_WEIGHTS_ITER, recurrentSum);
        arguments.put(DNNL_ARG_DIFF_BIAS, dBias);
        walkBack = one.call(new lbr_gru_backward(desc), forward.with(arguments));
    }

    private lbr_gru_backward.primitive_desc backward(Onednn one, GruWeights w, memory.desc none) {
        memory.desc kernel = Onednn.desc(format_tag.any, 1, 1, w.features, 3, w.units);
        memory.desc recurrent = Onednn.desc(format_tag.any, 1, 1, w.units, 3, w.units);
        memory.desc bias = Onednn.desc(format_tag.ldgo, 1, 1, 4, w.units);
        memory.desc x = Onednn.desc(format_tag.tnc, shape.timesteps(), shape.batch(), w.features);
        memory.desc y = Onednn.desc(format_tag.tnc, shape.timesteps(), shape.batch(), w.units);
        return new lbr_gru_backward.primitive_desc(
                one.cpu,
                prop_kind.backward,
                rnn_direction.unidirectional_left2right,
                x,
                none,
                kernel,
                recurrent,
                bias,
                y,
                none,
                x,
                none,
                kernel,
                recurrent,
                bias,
                y,
                none,
                forward.desc);
    }

    @Override
    public void setInput(float[] x, float[] dY) {
        forward.x.put(Peer.swapLeading(x, shape.batch(), shape.timesteps(), shape.features()));
        dOutput.put(Peer.swapLeading(dY, shape.batch(), shape.timesteps(), shape.units()));
    }

    @Override
    public void run() {
        forward.pack();
        run.run();
        for (OnednnCall call : packing) {
            call.run();
        }
        for (OnednnMemory sum : sums) {
            sum.clear();
        }
        walkBack.run();
        for (OnednnCall call : unpacking) {
            call.run();
        }
    }

    @Override
    public float[][] gradients() {
        int columns = 3 * shape.units();
        return new float[][] {
            dKernel.get(shape.features() * columns),
            dRecurrent.get(shape.units() * columns),
            Onednn.kerasBias(dBias.get(4 * shape.units()))
        };
    }
}
