package io.github.gru4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the numbers that Keras computed and compares ours with them. */
public final class Golden {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Golden() {}

    /** A whole file of the folder {@code golden} on the class path. */
    public static JsonNode read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
            assertThat(in).as("golden file %s", file).isNotNull();
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The list {@code cases} of a file. */
    public static List<JsonNode> cases(String file) {
        List<JsonNode> cases = new ArrayList<>();
        read(file).get("cases").forEach(cases::add);
        assertThat(cases).as("cases of %s", file).isNotEmpty();
        return cases;
    }

    /** A number, or one of the strings {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. */
    public static double number(JsonNode node) {
        return node.isString() ? Double.parseDouble(node.stringValue()) : node.doubleValue();
    }

    /** The named number of an object, or a default where it has none. */
    public static double number(JsonNode object, String name, double otherwise) {
        return object.has(name) ? number(object.get(name)) : otherwise;
    }

    /** A list of axis sizes; null is an unknown one. */
    public static Shape shape(JsonNode list) {
        return Shape.of(IntStream.range(0, list.size())
                .map(i -> list.get(i).isNull() ? Shape.UNKNOWN : list.get(i).intValue())
                .toArray());
    }

    /** Nested lists of one length per level, row-major; a plain number is a scalar. */
    public static Tensor tensor(JsonNode node, DType dtype) {
        List<Integer> dimensions = new ArrayList<>();
        for (JsonNode level = node; level.isArray(); level = level.get(0)) {
            dimensions.add(level.size());
            if (level.isEmpty()) {
                break;
            }
        }
        Tensor tensor = Tensor.zeros(
                dtype, Shape.of(dimensions.stream().mapToInt(Integer::intValue).toArray()));
        assertThat(fill(node, tensor, 0)).as("elements of %s", tensor.shape()).isEqualTo(tensor.size());
        return tensor;
    }

    private static int fill(JsonNode node, Tensor tensor, int position) {
        if (!node.isArray()) {
            tensor.setAt(position, number(node));
            return position + 1;
        }
        int next = position;
        for (JsonNode child : node) {
            next = fill(child, tensor, next);
        }
        return next;
    }

    /** {@link #assertClose(String, Tensor, Tensor, double)} without an extra allowance. */
    public static void assertClose(String what, Tensor actual, Tensor expected) {
        assertClose(what, actual, expected, 0);
    }

    /**
     * Shapes are equal, and for every element {@code |a − b| <= 1e-5 max(1, |b|) + extra}; what is not finite is equal
     * in kind and place.
     *
     * @param extra an absolute allowance, as {@code 4 * float64_max_abs_diff}
     */
    public static void assertClose(String what, Tensor actual, Tensor expected, double extra) {
        assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
        for (int i = 0; i < expected.size(); i++) {
            assertClose(what + " at " + i, actual.getAt(i), expected.getAt(i), extra);
        }
    }

    /** The same rule for one number. */
    public static void assertClose(String what, double actual, double expected, double extra) {
        assertWithin(what, actual, expected, Tolerances.GOLDEN * Math.max(1, Math.abs(expected)) + extra);
    }

    /** {@code |a − b| <= tolerance}; what is not finite is equal in kind. */
    public static void assertWithin(String what, double actual, double expected, double tolerance) {
        boolean equal = Double.isFinite(expected)
                ? Math.abs(actual - expected) <= tolerance
                : Double.compare(actual, expected) == 0;
        assertThat(equal)
                .as("%s: %s is not within %s of %s", what, actual, tolerance, expected)
                .isTrue();
    }
}
