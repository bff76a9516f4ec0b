package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Inputs of a model and the outputs that they should give.
 *
 * @param inputs one for each input of the model, as float64, which holds ids exactly
 * @param outputs what one call should give, or each of several calls one after the other; at least one
 */
public record VerificationCase(List<Tensor> inputs, List<Tensor> outputs) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes bare NaN and Infinity
            .build();

    /**
     * Reads {@code {"inputs": …, "outputs": …}}.
     *
     * @param file a JSON file
     * @param inputRanks how many axes each input of the model has, which tells one array from a list of arrays
     * @param outputRanks how many axes each output of the model has
     * @throws UserError if the file does not exist or holds something else
     */
    public static VerificationCase read(Path file, List<Integer> inputRanks, List<Integer> outputRanks) {
        if (!Files.isRegularFile(file)) {
            throw new UserError(file + ": there is no such file.");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage() + ".", e);
        } catch (JacksonException e) {
            throw new UserError(file + ": is not JSON: " + e.getOriginalMessage() + ".", e);
        }
        JsonNode inputs = root.path("inputs");
        JsonNode outputs = root.path("outputs");
        if (!inputs.isArray() || !outputs.isArray() || inputs.isEmpty() || outputs.isEmpty()) {
            throw new UserError(file + ": must hold {\"inputs\": ARRAY, \"outputs\": ARRAY}.");
        }
        return new VerificationCase(
                arrays(file, "inputs", inputs, inputRanks), arrays(file, "outputs", outputs, outputRanks));
    }

    private static int depth(JsonNode node) {
        int depth = 0;
        for (JsonNode inner = node; inner.isArray(); inner = inner.path(0)) {
            depth++;
        }
        return depth;
    }

    private static List<Tensor> arrays(Path file, String key, JsonNode node, List<Integer> ranks) {
        List<Tensor> tensors = new ArrayList<>();
        if (ranks.size() > 1 || depth(node) == ranks.get(0) + 1) {
            node.forEach(array -> tensors.add(tensor(file, key, array)));
        } else {
            tensors.add(tensor(file, key, node));
        }
        return tensors;
    }

    private static Tensor tensor(Path file, String key, JsonNode array) {
        int[] shape = new int[depth(array)];
        JsonNode inner = array;
        int size = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = inner.size();
            size = Math.multiplyExact(size, shape[axis]);
            inner = inner.path(0);
        }
        double[] values = new double[size];
        int end = fill(file, key, array, shape, 0, values, 0);
        if (end != size) {
            throw ragged(file, key, shape);
        }
        return Tensor.of(values, shape);
    }

    private static int fill(
            Path file, String key, JsonNode node, int[] shape, int axis, double[] values, int position) {
        if (axis == shape.length) {
            values[position] = number(file, key, node);
            return position + 1;
        }
        if (!node.isArray() || node.size() != shape[axis]) {
            throw ragged(file, key, shape);
        }
        int next = position;
        for (JsonNode child : node) {
            next = fill(file, key, child, shape, axis + 1, values, next);
        }
        return next;
    }

    /** A number; what JSON has none for may also be a string. */
    private static double number(Path file, String key, JsonNode node) {
        if (node.isNumber()) {
            return node.asDouble(Double.NaN);
        }
        return switch (node.stringValue("")) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new UserError(file + ": \"" + key + "\" must hold numbers only, but has " + node + ".");
        };
    }

    private static UserError ragged(Path file, String key, int[] shape) {
        String text = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return new UserError(file + ": \"" + key + "\" must be a full array. Its first rows have shape (" + text
                + "), others differ.");
    }
}
