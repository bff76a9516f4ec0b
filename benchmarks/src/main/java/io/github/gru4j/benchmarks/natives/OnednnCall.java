package io.github.gru4j.benchmarks.natives;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** A primitive with its arguments, run through the C API: its C++ face would build a map of them in every call. */
final class OnednnCall {

    private final dnnl_primitive handle;
    private final dnnl_stream stream;
    private final dnnl_exec_arg_t arguments;
    private final int count;
    private final List<Object> inUse; // native memory is freed when its Java object goes

    OnednnCall(primitive work, stream queue, Map<Integer, OnednnMemory> tensors) {
        this.handle = work.get();
        this.stream = queue.get();
        this.count = tensors.size();
        this.arguments = new dnnl_exec_arg_t(count);
        this.inUse = List.of(work, queue, List.copyOf(tensors.values()));
        int i = 0;
        for (Map.Entry<Integer, OnednnMemory> tensor : tensors.entrySet()) {
            arguments
                    .position(i++)
                    .arg(tensor.getKey())
                    .memory(tensor.getValue().tensor.get());
        }
        arguments.position(0);
    }

    void run() {
        int status = dnnl_primitive_execute(handle, stream, count, arguments);
        if (status != 0) {
            throw new IllegalStateException(
                    "OnednnCall: " + inUse.get(0) + " must succeed. Received: status=" + status + ".");
        }
    }
}
