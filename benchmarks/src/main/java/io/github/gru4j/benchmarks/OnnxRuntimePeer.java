package io.github.gru4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * ONNX Runtime's GRU operator on one thread, in its friendliest form: direct buffers shared with the native side, outputs
 * pinned, time-major, so nothing is copied in a timed call but the event itself.
 */
final class OnnxRuntimePeer implements Peer {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    @Override
    public Stream openStream(GruWeights weights) throws OrtException {
        return new OnnxStream(weights);
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
        private final FloatBuffer[] states;
        private final OnnxTensor[] tensors;
        private int current;

        OnnxStream(GruWeights w) throws OrtException {
            session = session(OnnxModel.gru(w, 1, 1, true));
            x = direct(w.features);
            states = new FloatBuffer[] {direct(w.units), direct(w.units)};
            tensors = new OnnxTensor[] {
                tensor(x, 1, 1, w.features), tensor(states[0], 1, 1, w.units), tensor(states[1], 1, 1, w.units)
            };
        }

        @Override
        public void step(float[] event, float[] h) throws OrtException {
            x.put(0, event);
            int next = 1 - current;
            session.run(Map.of("X", tensors[0], "H", tensors[1 + current]), Map.of("YH", tensors[1 + next]))
                    .close();
            states[next].get(0, h);
            current = next;
        }

        @Override
        public void close() {
            closeSession(session);
            for (OnnxTensor tensor : tensors) {
                tensor.close();
            }
        }
    }

    private final class OnnxSequence implements Sequence {
        private final SequenceShape shape;
        private final OrtSession session;
        private final FloatBuffer x; // (timesteps, batch, features)
        private final FloatBuffer y; // (timesteps, 1, batch, units)
        private final OnnxTensor input;
        private final OnnxTensor output;

        OnnxSequence(GruWeights w, SequenceShape shape) throws OrtException {
            this.shape = shape;
            session = session(OnnxModel.gru(w, shape.batch(), shape.timesteps(), false));
            int rows = shape.timesteps() * shape.batch();
            x = direct(rows * shape.features());
            y = direct(rows * shape.units());
            input = tensor(x, shape.timesteps(), shape.batch(), shape.features());
            output = tensor(y, shape.timesteps(), 1, shape.batch(), shape.units());
        }

        @Override
        public void setInput(float[] values) {
            x.put(0, swapLeading(values, shape.batch(), shape.timesteps(), shape.features()));
        }

        @Override
        public void run() throws OrtException {
            session.run(Map.of("X", input), Map.of("Y", output)).close();
        }

        @Override
        public float[] output() {
            float[] values = new float[y.capacity()];
            y.get(0, values);
            return swapLeading(values, shape.timesteps(), shape.batch(), shape.units());
        }

        @Override
        public void close() {
            closeSession(session);
            input.close();
            output.close();
        }
    }

    /** (a, b, n) to (b, a, n). */
    private static float[] swapLeading(float[] values, int a, int b, int n) {
        float[] result = new float[values.length];
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(values, (i * b + j) * n, result, (j * a + i) * n, n);
            }
        }
        return result;
    }
}
