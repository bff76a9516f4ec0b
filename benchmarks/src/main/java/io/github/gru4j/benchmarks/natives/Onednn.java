package io.github.gru4j.benchmarks.natives;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import io.github.gru4j.benchmarks.peer.GruWeights;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** The processor as oneDNN sees it, and short forms of what is asked of it. */
final class Onednn {

    private static final String THREADS = "OMP_NUM_THREADS";

    final engine cpu;
    final stream queue;

    Onednn() {
        // OpenMP reads its variables when it starts; there is no call for it in the presets.
        if (!"1".equals(System.getenv(THREADS))) {
            throw new IllegalStateException(
                    "Onednn: " + THREADS + " must be 1 in the environment of the virtual machine." + " Received: "
                            + THREADS + "=" + System.getenv(THREADS) + ". runner.Main sets it.");
        }
        cpu = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
        queue = new stream(cpu);
    }

    static String version() {
        dnnl_version_t version = dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    static memory.desc desc(format_tag layout, long... dimensions) {
        return new memory.desc(dimensions, data_type.f32, layout);
    }

    OnednnMemory memory(memory.desc form) {
        return new OnednnMemory(form, cpu);
    }

    OnednnCall call(primitive work, Map<Integer, OnednnMemory> tensors) {
        return new OnednnCall(work, queue, tensors);
    }

    /** Copies a tensor into another layout. */
    OnednnCall reorder(OnednnMemory from, OnednnMemory to) {
        return call(new reorder(from.tensor, to.tensor), Map.of(DNNL_ARG_SRC, from, DNNL_ARG_DST, to));
    }

    /** Keras's two rows become four gates: z and r need only the sum, the candidate's two stay apart. */
    static float[] bias(GruWeights w) {
        int units = w.units;
        float[] bias = new float[4 * units];
        for (int j = 0; j < 2 * units; j++) {
            bias[j] = w.bias[j] + w.bias[3 * units + j];
        }
        System.arraycopy(w.bias, 2 * units, bias, 2 * units, units);
        System.arraycopy(w.bias, 5 * units, bias, 3 * units, units);
        return bias;
    }

    /** The gradient of Keras's bias from that of the four gates. */
    static float[] kerasBias(float[] bias) {
        int units = bias.length / 4;
        float[] result = new float[6 * units];
        System.arraycopy(bias, 0, result, 0, 3 * units);
        System.arraycopy(bias, 0, result, 3 * units, 2 * units);
        System.arraycopy(bias, 3 * units, result, 5 * units, units);
        return result;
    }
}
