package io.github.gru4j.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** A safetensors file of float32 tensors with random numbers, as a test wants it. */
final class SafeTensorsFile {

    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final Random random = new Random(11);

    /** Adds a tensor, or gives one another shape. */
    SafeTensorsFile with(String name, int... shape) {
        shapes.put(name, shape);
        return this;
    }

    /** Takes a tensor away. */
    SafeTensorsFile without(String name) {
        shapes.remove(name);
        return this;
    }

    /** Adds the tensors of one layer in one direction. */
    SafeTensorsFile gru(String prefix, String suffix, int features, int hidden, boolean bias) {
        with(prefix + "weight_ih" + suffix, 3 * hidden, features);
        with(prefix + "weight_hh" + suffix, 3 * hidden, hidden);
        return bias
                ? with(prefix + "bias_ih" + suffix, 3 * hidden).with(prefix + "bias_hh" + suffix, 3 * hidden)
                : this;
    }

    byte[] bytes() {
        ObjectNode header = Json.object();
        header.putObject("__metadata__").put("format", "pt");
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey());
            entry.put("dtype", "F32");
            IntStream.of(tensor.getValue()).forEach(entry.putArray("shape")::add);
            var offsets = entry.putArray("data_offsets").add(end);
            end += 4 * IntStream.of(tensor.getValue()).reduce(1, (a, b) -> a * b);
            offsets.add(end);
        }
        return bytes(Json.write(header), end);
    }

    /** A file of any header, with random numbers behind it. */
    byte[] bytes(String header, int dataLength) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataLength).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        while (bytes.remaining() >= 4) {
            bytes.putFloat((float) random.nextGaussian());
        }
        return bytes.array();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
