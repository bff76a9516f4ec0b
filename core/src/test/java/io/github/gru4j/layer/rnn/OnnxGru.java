package io.github.gru4j.layer.rnn;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.gru4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The GRU operator of ONNX Runtime, over weights and inputs in Keras's layout. The model is one node whose weights are
 * inputs; its bytes are a protobuf message with the field numbers of onnx.proto.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__GRU.html">ONNX: GRU</a>
 */
final class OnnxGru implements AutoCloseable {

    private static final int FLOAT = 1; // TensorProto.DataType
    private static final int INT32 = 6;
    private static final int INT = 2; // AttributeProto.AttributeType
    private static final int STRING = 3;
    private static final int STRINGS = 8;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 14;

    /** The weights of one direction in Keras's layout. */
    record Weights(
            Tensor kernel, Tensor recurrent, @Nullable Tensor bias) {}

    /**
     * What came out.
     *
     * @param sequence (timesteps, directions, batch, units), by original time
     * @param state (directions, batch, units)
     */
    record Result(float[] sequence, float[] state) {}

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final int units;

    /**
     * The operator.
     *
     * @param direction forward, reverse or bidirectional
     * @param resetAfter ONNX's linear_before_reset
     * @param activation ONNX's name of the candidate's activation
     * @param lengths whether the sequences have lengths
     * @param initial whether there is an initial state
     */
    OnnxGru(int units, String direction, boolean resetAfter, String activation, boolean lengths, boolean initial)
            throws OrtException {
        this.units = units;
        Message activations = new Message().text(1, "activations");
        for (int i = 0; i < (direction.equals("bidirectional") ? 2 : 1); i++) {
            activations.text(9, "Sigmoid").text(9, activation);
        }
        Message node = new Message()
                .text(1, "X")
                .text(1, "W")
                .text(1, "R")
                .text(1, "B")
                .text(1, lengths ? "L" : "")
                .text(1, initial ? "H" : "")
                .text(2, "Y")
                .text(2, "YH")
                .text(4, "GRU")
                .message(
                        5, new Message().text(1, "hidden_size").number(3, units).number(20, INT))
                .message(
                        5, new Message().text(1, "direction").text(4, direction).number(20, STRING))
                .message(
                        5,
                        new Message()
                                .text(1, "linear_before_reset")
                                .number(3, resetAfter ? 1 : 0)
                                .number(20, INT))
                .message(5, activations.number(20, STRINGS));
        Message graph = new Message().message(1, node).text(2, "gru");
        for (String input : List.of("X", "W", "R", "B")) {
            graph.message(11, value(input, FLOAT));
        }
        if (lengths) {
            graph.message(11, value("L", INT32));
        }
        if (initial) {
            graph.message(11, value("H", FLOAT));
        }
        graph.message(12, value("Y", FLOAT)).message(12, value("YH", FLOAT));
        byte[] model = new Message()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET))
                .bytes();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(model, options);
        }
    }

    /**
     * Runs the operator.
     *
     * @param x (batch, timesteps, features)
     * @param directions the weights of each direction
     * @param lengths the used steps of each row, or null
     * @param initial the state of each direction, (batch, units), or null
     */
    Result run(Tensor x, List<Weights> directions, int @Nullable [] lengths, @Nullable List<Tensor> initial)
            throws OrtException {
        int batch = x.dim(0);
        int timesteps = x.dim(1);
        int features = x.dim(2);
        int count = directions.size();
        FloatBuffer w = FloatBuffer.allocate(count * 3 * units * features);
        FloatBuffer r = FloatBuffer.allocate(count * 3 * units * units);
        FloatBuffer b = FloatBuffer.allocate(count * 6 * units);
        for (Weights weights : directions) {
            w.put(transposed(weights.kernel()));
            r.put(transposed(weights.recurrent()));
            float[] bias = weights.bias() == null ? new float[0] : floats(weights.bias());
            b.put(Arrays.copyOf(bias, 6 * units)); // Keras has one row when it resets before, none without a bias
        }
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        inputs.put("X", tensor(FloatBuffer.wrap(floats(TimeMajor.swap(x))), timesteps, batch, features));
        inputs.put("W", tensor(w.flip(), count, 3L * units, features));
        inputs.put("R", tensor(r.flip(), count, 3L * units, units));
        inputs.put("B", tensor(b.flip(), count, 6L * units));
        if (lengths != null) {
            inputs.put("L", OnnxTensor.createTensor(environment, IntBuffer.wrap(lengths), new long[] {batch}));
        }
        if (initial != null) {
            FloatBuffer h = FloatBuffer.allocate(count * batch * units);
            initial.forEach(state -> h.put(floats(state)));
            inputs.put("H", tensor(h.flip(), count, batch, units));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            return new Result(values(result, 0), values(result, 1));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }

    private OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, values, shape);
    }

    private static float[] values(OrtSession.Result result, int output) {
        FloatBuffer buffer = ((OnnxTensor) result.get(output)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.getAt(i);
        }
        return values;
    }

    /** ONNX has a row where Keras has a column. */
    private static float[] transposed(Tensor matrix) {
        int rows = matrix.dim(0);
        int columns = matrix.dim(1);
        float[] values = new float[matrix.size()];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = (float) matrix.getAt(row * columns + column);
            }
        }
        return values;
    }

    private static Message value(String name, int type) {
        return new Message().text(1, name).message(2, new Message().message(1, new Message().number(1, type)));
    }

    /** A protobuf message under construction. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
