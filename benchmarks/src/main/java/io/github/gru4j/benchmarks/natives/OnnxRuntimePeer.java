package io.github.gru4j.benchmarks.natives;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's GRU operator on one thread, in its friendliest form: direct buffers shared with the native side, outputs
 * pinned, time-major, so nothing is copied in a timed call but the event itself.
 */
public final class OnnxRuntimePeer implements Peer {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    /** Starts ONNX Runtime. */
    public OnnxRuntimePeer() {}

    @Override
    public String version() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public Stream openStream(GruWeights weights) throws OrtException {
        return new OnnxStream(weights);
    }

    @Override
    public Keyed openKeyed(GruWeights weights) throws OrtException {
        return new OnnxKeyed(weights);
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) throws OrtException {
        return new OnnxSequence(weights, shape);
    }

    private OrtSession session(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(model, options);
        }
    }

    private static void closeSession(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("OnnxRuntimePeer: the session must close.", e);
        }
    }

    private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer, shape);
    }

    private static FloatBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private final class OnnxStream implements Stream {
        private final OrtSession session;
        private final FloatBuffer x;
        // The state goes from one buffer to the other and back, so it never leaves native memory.
        private final List<FloatBuffer> states;
        private final List<OnnxTensor> tensors;
        private final List<Map<String, OnnxTensor>> inputs;
        private final List<Map<String, OnnxTensor>> outputs;
        private int current;

        OnnxStream(GruWeights w) throws OrtException {
            session = session(OnnxModel.gru(w, 1, 1, true));
            x = direct(w.features);
            states = List.of(direct(w.units), direct(w.units));
            OnnxTensor event = tensor(x, 1, 1, w.features);
            OnnxTensor even = tensor(states.get(0), 1, 1, w.units);
            OnnxTensor odd = tensor(states.get(1), 1, 1, w.units);
            tensors = List.of(event, even, odd);
            inputs = List.of(Map.of("X", event, "H", even), Map.of("X", event, "H", odd));
            outputs = List.of(Map.of("YH", even), Map.of("YH", odd));
        }

        @Override
        public void step(float[] event, float[] h) throws OrtException {
            x.put(0, event);
            int next = 1 - current;
            session.run(inputs.get(current), outputs.get(next)).close();
            states.get(next).get(0, h);
            current = next;
        }

        @Override
        public void close() {
            closeSession(session);
            tensors.forEach(OnnxTensor::close);
        }
    }

    private final class OnnxKeyed implements Keyed {
        private final OrtSession session;
        private final FloatBuffer x;
        private final FloatBuffer before;
        private final FloatBuffer after;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        OnnxKeyed(GruWeights w) throws OrtException {
            session = session(OnnxModel.gru(w, 1, 1, true));
            x = direct(w.features);
            before = direct(w.units);
            after = direct(w.units);
            inputs = Map.of("X", tensor(x, 1, 1, w.features), "H", tensor(before, 1, 1, w.units));
            outputs = Map.of("YH", tensor(after, 1, 1, w.units));
        }

        @Override
        public void step(float[] event, float[] h) throws OrtException {
            x.put(0, event);
            before.put(0, h);
            session.run(inputs, outputs).close();
            after.get(0, h);
        }

        @Override
        public void close() {
            closeSession(session);
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private final class OnnxSequence implements Sequence {
        private final SequenceShape shape;
        private final OrtSession session;
        private final FloatBuffer x; // (timesteps, batch, features)
        private final FloatBuffer y; // (timesteps, 1, batch, units)
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        OnnxSequence(GruWeights w, SequenceShape shape) throws OrtException {
            this.shape = shape;
            session = session(OnnxModel.gru(w, shape.batch(), shape.timesteps(), false));
            x = direct(shape.inputs());
            y = direct(shape.outputs());
            inputs = Map.of("X", tensor(x, shape.timesteps(), shape.batch(), shape.features()));
            outputs = Map.of("Y", tensor(y, shape.timesteps(), 1, shape.batch(), shape.units()));
        }

        @Override
        public void setInput(float[] values) {
            x.put(0, Peer.swapLeading(values, shape.batch(), shape.timesteps(), shape.features()));
        }

        @Override
        public void run() throws OrtException {
            session.run(inputs, outputs).close();
        }

        @Override
        public float[] output() {
            float[] values = new float[y.capacity()];
            y.get(0, values);
            return Peer.swapLeading(values, shape.timesteps(), shape.batch(), shape.units());
        }

        @Override
        public void close() {
            closeSession(session);
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }
}
