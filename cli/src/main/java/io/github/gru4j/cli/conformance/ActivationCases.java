package io.github.gru4j.cli.conformance;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code {"name", "args"?, "inputs", "outputs"}}: an activation on a vector, or on the last axis of a matrix. */
final class ActivationCases implements Cases {

    /** Beyond e^88 a float32 result may have lost every digit to cancellation, in Keras too; float64 has not. */
    private static final double FLOAT32_RANGE = 88;

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "name", "inputs", "outputs") && !Cases.has(item, "files");
    }

    @Override
    public Set<String> keys() {
        return Set.of("name", "args", "inputs", "outputs");
    }

    @Override
    public String tolerance() {
        return "1e-5 * max(1, |expected|)";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32();
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        Activation activation = activation(GoldenArrays.text(item, "name"), item.path("args"), file.keras2());
        for (DType dtype : DType.values()) {
            check.in(dtype.kerasName());
            Tensor x = GoldenArrays.tensor(GoldenArrays.required(item, "inputs"), dtype);
            Tensor expected = GoldenArrays.tensor(GoldenArrays.required(item, "outputs"), dtype);
            Tensor received = activation.call(x);
            if (dtype == DType.FLOAT32 || x.shape().rank() > 1) {
                check.close("outputs", received, expected);
                continue;
            }
            for (int i = 0; i < x.size(); i++) {
                if (Math.abs(x.getAt(i)) < FLOAT32_RANGE) {
                    check.close("output for " + x.getAt(i), received.getAt(i), expected.getAt(i));
                }
            }
        }
    }

    private static Activation activation(String name, JsonNode args, boolean keras2) {
        if (args.isMissingNode() || args.isEmpty()) {
            return keras2 && name.equals("hard_sigmoid") ? Activations.hardSigmoidKeras2() : Activations.get(name);
        }
        Set<String> unread = new TreeSet<>(args.propertyNames());
        Activation activation = switch (name) {
            case "celu" -> Activations.celu(argument(args, "alpha", 1, unread));
            case "elu" -> Activations.elu(argument(args, "alpha", 1, unread));
            case "gelu" -> {
                unread.remove("approximate");
                yield Activations.gelu(GoldenArrays.flag(args, "approximate"));
            }
            case "hard_shrink" -> Activations.hardShrink(argument(args, "threshold", 0.5, unread));
            case "leaky_relu" -> Activations.leakyRelu(argument(args, "negative_slope", 0.2, unread));
            case "relu" ->
                Activations.relu(
                        argument(args, "negative_slope", 0, unread),
                        argument(args, "max_value", Double.POSITIVE_INFINITY, unread),
                        argument(args, "threshold", 0, unread));
            case "soft_shrink" -> Activations.softShrink(argument(args, "threshold", 0.5, unread));
            case "squareplus" -> Activations.squareplus(argument(args, "b", 4, unread));
            case "threshold" -> {
                unread.remove("threshold");
                yield Activations.threshold(
                        GoldenArrays.number(args, "threshold"), argument(args, "default_value", 0, unread));
            }
            default -> throw new GoldenFormatException("gives arguments to '" + name + "', which takes none");
        };
        if (!unread.isEmpty()) {
            throw new GoldenFormatException("has arguments that '" + name + "' does not take: " + unread);
        }
        return activation;
    }

    private static double argument(JsonNode args, String name, double otherwise, Set<String> unread) {
        unread.remove(name);
        JsonNode value = args.path(name);
        return value.isMissingNode() || value.isNull() ? otherwise : GoldenArrays.number(value);
    }
}
