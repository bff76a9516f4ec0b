package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gradients.json}: d loss / d weights, inputs and initial states, in float64. */
final class GradientCases implements Cases {

    /** An exact float64 implementation agrees to about 1e-12; TensorFlow's own gelu is accurate to about 3e-8 only. */
    private static final double TOLERANCE = 1e-9;

    private static final List<String> CALL = List.of(
            "inputs", "mask", "initial_state", "training", "forced_dropout", "output", "output_weights", "loss");
    private static final List<String> GRADIENTS = List.of("weights", "inputs", "initial_state");

    private static final double GELU_TOLERANCE = 1e-6;

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "id", "kind", "layer", "implementation", "build_shape", "weights", "call", "gradients");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "id",
                "kind",
                "tags",
                "layer",
                "implementation",
                "build_shape",
                "weights",
                "call",
                "gradients",
                "finite_difference_max_rel_error");
    }

    @Override
    public String tolerance() {
        return "1e-9 * max(1, |expected|), with gelu 1e-6";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return new Tolerance(usesGelu(item.path("layer")) ? GELU_TOLERANCE : TOLERANCE, 0);
    }

    private static boolean usesGelu(JsonNode node) {
        for (String key : new String[] {"activation", "recurrent_activation"}) {
            if (node.path(key).asString("").equals("gelu")) {
                return true;
            }
        }
        return node.valueStream().anyMatch(GradientCases::usesGelu);
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        LayerCase golden = LayerCase.of(file, item, DType.FLOAT64);
        Layer layer = golden.layer();
        JsonNode call = GoldenArrays.required(item, "call");
        JsonNode expected = GoldenArrays.required(item, "gradients");
        GoldenArrays.only(call, CALL);
        GoldenArrays.only(expected, GRADIENTS);
        List<Tensor> inputs = golden.inputs(call, false);
        Pass pass = layer.apply(inputs, golden.context(call).recording(true));
        Tensor weights = tensor(call, "output_weights");
        check.close("output", pass.output(), tensor(call, "output"));
        check.close("loss", weightedSum(pass.output(), weights), GoldenArrays.number(call, "loss"));

        Gradients gradients = new Gradients();
        List<@Nullable Tensor> dInputs = pass.backward(weights, gradients);
        List<Tensor> received = layer.weights().stream().map(gradients::of).toList();
        check.close("gradient of weight", received, tensors(expected, "weights"));
        check.close("gradient of the inputs", given(dInputs, 0, inputs), tensor(expected, "inputs"));
        List<Tensor> states = tensors(expected, "initial_state");
        check.same("gradients of initial states", states.size(), inputs.size() - 1);
        List<Tensor> receivedStates = new ArrayList<>();
        for (int i = 1; i <= states.size(); i++) {
            receivedStates.add(given(dInputs, i, inputs));
        }
        check.close("gradient of initial state", receivedStates, states);
    }

    /** The gradient of an input; none is zero. */
    private static Tensor given(List<@Nullable Tensor> dInputs, int index, List<Tensor> inputs) {
        if (index >= dInputs.size()) {
            throw new IllegalStateException("the backward pass gives " + dInputs.size() + " gradients of inputs, but "
                    + inputs.size() + " tensors went in");
        }
        Tensor gradient = dInputs.get(index);
        return gradient == null ? Tensor.zeros(DType.FLOAT64, inputs.get(index).shape()) : gradient;
    }

    private static double weightedSum(Tensor output, Tensor weights) {
        double sum = 0;
        for (int i = 0; i < Math.min(output.size(), weights.size()); i++) {
            sum += output.getAt(i) * weights.getAt(i);
        }
        return sum;
    }

    private static Tensor tensor(JsonNode object, String key) {
        return GoldenArrays.tensor(GoldenArrays.required(object, key), DType.FLOAT64);
    }

    private static List<Tensor> tensors(JsonNode object, String key) {
        return GoldenArrays.tensors(GoldenArrays.required(object, key), DType.FLOAT64);
    }
}
