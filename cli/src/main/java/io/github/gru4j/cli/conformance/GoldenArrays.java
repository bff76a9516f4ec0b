package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the values of golden files: nested lists of numbers, row-major, where NaN and the infinities are strings. */
final class GoldenArrays {

    private static final List<String> WEIGHT = List.of("name", "path", "shape", "value");

    private GoldenArrays() {}

    /**
     * The value of a key that must be there; it may be JSON's null.
     *
     * @throws GoldenFormatException if it is not
     */
    static JsonNode required(JsonNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            throw new GoldenFormatException("has no '" + key + "'");
        }
        return value;
    }

    /**
     * Refuses what an object has beyond the keys that the schema knows: it would not be looked at.
     *
     * @throws GoldenFormatException if it is no object, or has another key
     */
    static void only(JsonNode object, Collection<String> keys) {
        if (!object.isObject()) {
            throw new GoldenFormatException("has " + shown(object) + " where an object with " + keys + " is expected");
        }
        List<String> unknown = object.propertyNames().stream()
                .filter(key -> !keys.contains(key))
                .toList();
        if (!unknown.isEmpty()) {
            throw new GoldenFormatException("has keys that the schema does not know: " + unknown);
        }
    }

    /** The text of a key that must be there. */
    static String text(JsonNode object, String key) {
        JsonNode value = required(object, key);
        if (!value.isString()) {
            throw new GoldenFormatException("'" + key + "' must be a string, but is " + shown(value));
        }
        return value.stringValue();
    }

    /** The boolean of a key that must be there. */
    static boolean flag(JsonNode object, String key) {
        JsonNode value = required(object, key);
        if (!value.isBoolean()) {
            throw new GoldenFormatException("'" + key + "' must be true or false, but is " + shown(value));
        }
        return value.booleanValue();
    }

    /** The number of a key that must be there. */
    static double number(JsonNode object, String key) {
        return number(required(object, key));
    }

    /** A number, or one of the strings for those that JSON has not; booleans count as 0 and 1. */
    static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? 1 : 0;
        }
        return switch (node.isString() ? node.stringValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new GoldenFormatException("an array must hold numbers only, but has " + shown(node));
        };
    }

    /**
     * Nested lists as a tensor; a plain number is a scalar.
     *
     * @throws GoldenFormatException if lists of one level differ in length, or something is no number
     */
    static Tensor tensor(JsonNode node, DType dtype) {
        List<Integer> dimensions = new ArrayList<>();
        for (JsonNode level = node; level.isArray(); level = level.get(0)) {
            dimensions.add(level.size());
            if (level.isEmpty()) {
                break;
            }
        }
        int[] shape = dimensions.stream().mapToInt(Integer::intValue).toArray();
        Tensor tensor = Tensor.zeros(dtype, Shape.of(shape));
        fill(node, shape, 0, tensor, 0);
        return tensor;
    }

    private static int fill(JsonNode node, int[] shape, int axis, Tensor tensor, int position) {
        if (axis == shape.length) {
            tensor.setAt(position, number(node));
            return position + 1;
        }
        if (!node.isArray() || node.size() != shape[axis]) {
            throw new GoldenFormatException(
                    "an array must be full, but where " + shape[axis] + " elements are expected it has " + shown(node));
        }
        int next = position;
        for (JsonNode child : node) {
            next = fill(child, shape, axis + 1, tensor, next);
        }
        return next;
    }

    /** A list of arrays; none for null. */
    static List<Tensor> tensors(JsonNode node, DType dtype) {
        if (node.isNull()) {
            return List.of();
        }
        return list(node).stream().map(array -> tensor(array, dtype)).toList();
    }

    /**
     * The arrays of weights that are listed as {@code {"name", "path", "shape", "value"}}, without those of random
     * generators.
     */
    static List<Tensor> values(JsonNode weights, DType dtype) {
        return list(weights).stream()
                .filter(weight -> !isSeed(weight))
                .map(weight -> value(weight, dtype))
                .toList();
    }

    private static Tensor value(JsonNode weight, DType dtype) {
        only(weight, WEIGHT);
        Tensor value = tensor(required(weight, "value"), dtype);
        Shape shape = shape(required(weight, "shape"));
        if (!shape.equals(value.shape())) {
            throw new GoldenFormatException("has a weight of shape " + value.shape() + " that it says is " + shape);
        }
        return value;
    }

    /** Whether a variable belongs to Keras's random generators rather than to a layer. */
    static boolean isSeed(JsonNode variable) {
        return variable.path("path").asString("").endsWith("seed_generator_state");
    }

    /** The elements of a list. */
    static List<JsonNode> list(JsonNode node) {
        if (!node.isArray()) {
            throw new GoldenFormatException("a list is expected where there is " + shown(node));
        }
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements;
    }

    /** The elements of a list that must have some. */
    static List<JsonNode> some(JsonNode object, String key) {
        List<JsonNode> elements = list(required(object, key));
        if (elements.isEmpty()) {
            throw new GoldenFormatException("has nothing in '" + key + "'");
        }
        return elements;
    }

    /** A list of axis sizes; null is an unknown one. */
    static Shape shape(JsonNode list) {
        return Shape.of(IntStream.range(0, list.size())
                .map(i -> list.get(i).isNull() ? Shape.UNKNOWN : list.get(i).intValue())
                .toArray());
    }

    /** A mask (batch, time), true where a step is used; null for null. */
    static @Nullable Mask mask(JsonNode node) {
        return node.isNull() ? null : Mask.of(tensor(node, DType.FLOAT32));
    }

    /** A value as an error message shows it: its text, shortened. */
    static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
