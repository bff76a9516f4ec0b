package io.github.gru4j.benchmarks.natives;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A tensor of oneDNN in native memory with a view of its numbers, zero at first. */
final class OnednnMemory {

    final memory tensor;
    final memory.desc form;

    private final Pointer data;
    private final long bytes;
    private final FloatBuffer numbers;

    OnednnMemory(memory.desc form, engine cpu) {
        this.form = form;
        this.tensor = new memory(form, cpu);
        this.data = tensor.get_data_handle();
        this.bytes = form.get_size();
        FloatPointer floats = new FloatPointer(data);
        this.numbers = floats.position(0).capacity(bytes / Float.BYTES).asBuffer();
        clear();
    }

    OnednnMemory put(float[] values) {
        numbers.put(0, values);
        return this;
    }

    void get(float[] values) {
        numbers.get(0, values);
    }

    float[] get(int length) {
        float[] values = new float[length];
        get(values);
        return values;
    }

    void clear() {
        Pointer.memset(data, 0, bytes);
    }
}
