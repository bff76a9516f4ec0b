package io.github.gru4j.keras;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The golden data among the test resources, and how its numbers are compared. */
final class Golden {

    private Golden() {}

    /** A file of the golden data. */
    static Path file(String name) {
        try {
            return Path.of(Golden.class.getResource("/golden/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The items of a golden JSON file. */
    static List<ObjectNode> cases(String name, String list) {
        try {
            List<ObjectNode> cases = new ArrayList<>();
            parse(Files.readAllBytes(file(name)), name).get(list).forEach(item -> cases.add((ObjectNode) item));
            return cases;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ObjectNode parse(byte[] bytes, String name) {
        return Json.parse(bytes, Place.of(name));
    }

    /** A nested list of numbers as a tensor. */
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
        fill(node, tensor, 0);
        return tensor;
    }

    private static int fill(JsonNode node, Tensor tensor, int position) {
        if (node.isArray()) {
            int next = position;
            for (JsonNode item : node) {
                next = fill(item, tensor, next);
            }
            return next;
        }
        tensor.setAt(position, number(node));
        return position + 1;
    }

    /** A number; the non-finite ones are strings. */
    static double number(JsonNode node) {
        if (node.isString()) {
            return switch (node.stringValue()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw new AssertionError(node);
            };
        }
        return node.doubleValue();
    }

    /** A float32 tensor of standard normal numbers. */
    static Tensor random(long seed, int... dimensions) {
        Tensor tensor = Tensor.zeros(dimensions);
        Generator generator = new Generator(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, generator.nextGaussian());
        }
        return tensor;
    }

    /**
     * How far a tensor is from the expected one, as a multiple of what is allowed: at most 1 if it passes.
     *
     * @param relative allowed difference per unit of the expected value's size, where that is above 1
     * @param noise added to what is allowed
     * @return infinity if shapes, or kinds or places of non-finite numbers, differ
     */
    static double distance(Tensor actual, Tensor expected, double relative, double noise) {
        if (!actual.shape().equals(expected.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int i = 0; i < actual.size(); i++) {
            double a = actual.getAt(i);
            double b = expected.getAt(i);
            if (Double.compare(a, b) == 0) {
                continue;
            }
            if (!Double.isFinite(a) || !Double.isFinite(b)) {
                return Double.POSITIVE_INFINITY;
            }
            worst = Math.max(worst, Math.abs(a - b) / (relative * Math.max(1, Math.abs(b)) + noise));
        }
        return worst;
    }
}
