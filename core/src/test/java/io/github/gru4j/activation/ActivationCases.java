package io.github.gru4j.activation;

import io.github.gru4j.Golden;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The activations that tests run over. */
final class ActivationCases {

    private ActivationCases() {}

    /** The activation of a golden case. */
    static Activation of(String name, JsonNode args) {
        if (args == null) {
            return Activations.get(name);
        }
        return switch (name) {
            case "celu" -> Activations.celu(args.get("alpha").doubleValue());
            case "elu" -> Activations.elu(args.get("alpha").doubleValue());
            case "gelu" -> Activations.gelu(args.get("approximate").booleanValue());
            case "hard_shrink" -> Activations.hardShrink(args.get("threshold").doubleValue());
            case "leaky_relu" ->
                Activations.leakyRelu(args.get("negative_slope").doubleValue());
            case "relu" ->
                Activations.relu(
                        args.get("negative_slope").doubleValue(),
                        Golden.number(args, "max_value", Double.POSITIVE_INFINITY),
                        args.get("threshold").doubleValue());
            case "soft_shrink" -> Activations.softShrink(args.get("threshold").doubleValue());
            case "squareplus" -> Activations.squareplus(args.get("b").doubleValue());
            case "threshold" ->
                Activations.threshold(
                        args.get("threshold").doubleValue(),
                        args.get("default_value").doubleValue());
            default -> throw new AssertionError("no arguments known for " + name);
        };
    }

    /** Every identifier once, and every activation with arguments. */
    static List<Activation> all() {
        List<Activation> all = new ArrayList<>();
        Activations.identifiers().forEach(identifier -> all.add(Activations.get(identifier)));
        all.add(Activations.celu(2));
        all.add(Activations.elu(0.3));
        all.add(Activations.gelu(true));
        all.add(Activations.hardShrink(1));
        all.add(Activations.hardSigmoidKeras2());
        all.add(Activations.leakyRelu(0.05));
        all.add(Activations.relu(0.1, 4, 0.5));
        all.add(Activations.relu(0, 6, 0));
        all.add(Activations.relu(0.25, 3, -1));
        all.add(Activations.softShrink(1));
        all.add(Activations.squareplus(2));
        all.add(Activations.threshold(0.5, -1));
        return all;
    }
}
