package io.github.gru4j.benchmarks.natives;

import io.github.gru4j.benchmarks.peer.GruWeights;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An ONNX model of one GRU node with its weights as initializers, as the bytes of a protobuf message. Field numbers are
 * those of onnx.proto.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxModel {

    private static final int FLOAT = 1; // TensorProto.DataType
    private static final int INT = 2; // AttributeProto.AttributeType
    private static final int IR_VERSION = 8;
    private static final int OPSET = 14;

    private OnnxModel() {}

    /**
     * The model.
     *
     * @param stateful inputs X (timesteps, batch, features) and H (1, batch, units), output YH (1, batch, units); else
     *     input X, output Y (timesteps, 1, batch, units)
     */
    static byte[] gru(GruWeights w, int batch, int timesteps, boolean stateful) {
        Message node = new Message().text(1, "X").text(1, "W").text(1, "R").text(1, "B");
        if (stateful) {
            node.text(1, "").text(1, "H").text(2, "").text(2, "YH");
        } else {
            node.text(2, "Y");
        }
        // linear_before_reset is Keras's reset_after; ONNX's gates are in Keras's order.
        node.text(3, "gru")
                .text(4, "GRU")
                .message(5, attribute("hidden_size", w.units))
                .message(5, attribute("linear_before_reset", 1));
        Message graph = new Message()
                .message(1, node)
                .text(2, "gru")
                .message(5, tensor("W", w.transposed(w.kernel, w.features), 1, 3L * w.units, w.features))
                .message(5, tensor("R", w.transposed(w.recurrent, w.units), 1, 3L * w.units, w.units))
                .message(5, tensor("B", w.bias, 1, 6L * w.units))
                .message(11, value("X", timesteps, batch, w.features));
        if (stateful) {
            graph.message(11, value("H", 1, batch, w.units)).message(12, value("YH", 1, batch, w.units));
        } else {
            graph.message(12, value("Y", timesteps, 1, batch, w.units));
        }
        return new Message()
                .number(1, IR_VERSION)
                .text(2, "gru4j benchmarks")
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET))
                .bytes();
    }

    private static Message tensor(String name, float[] values, long... shape) {
        Message message = new Message();
        for (long size : shape) {
            message.number(1, size);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return message.number(2, FLOAT).text(8, name).bytes(9, raw.array());
    }

    private static Message value(String name, long... shape) {
        Message dimensions = new Message();
        for (long size : shape) {
            dimensions.message(1, new Message().number(1, size));
        }
        Message tensorType = new Message().number(1, FLOAT).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensorType));
    }

    private static Message attribute(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, INT);
    }

    /** A protobuf message under construction. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
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
