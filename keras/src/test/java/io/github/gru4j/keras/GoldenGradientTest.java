package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GoldenGradientTest {

    /** TensorFlow's own gelu is accurate to about 3e-8 only. */
    private static final double GELU_TOLERANCE = 1e-6;

    private static final double TOLERANCE = 1e-9;

    @Test
    void gradientsOfWeightsInputsAndStatesAreThoseOfKeras() {
        Map<String, Double> failed = new LinkedHashMap<>();
        Map<String, Integer> passed = new LinkedHashMap<>();
        for (ObjectNode item : GoldenLayer.cases("gradients.json")) {
            GoldenLayer golden = new GoldenLayer(item, DType.FLOAT64);
            double distance = distance(golden, item.get("call"), item.get("gradients"));
            if (distance <= 1) {
                passed.merge(item.get("kind").stringValue(), 1, Integer::sum);
            } else {
                failed.put(golden.id() + " " + item.get("tags"), distance);
            }
        }
        assertThat(failed).isEmpty();
        assertThat(passed).isEqualTo(Map.of("gru", 12, "rnn", 24));
    }

    private static double distance(GoldenLayer golden, JsonNode call, JsonNode expected) {
        ObjectNode cell = golden.cellConfig();
        boolean gelu = cell.get("activation").stringValue("").equals("gelu")
                || cell.get("recurrent_activation").stringValue("").equals("gelu");
        double tolerance = gelu ? GELU_TOLERANCE : TOLERANCE;
        Layer layer = golden.layer();
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(Golden.tensor(call.get("inputs"), DType.FLOAT64));
        inputs.addAll(golden.tensors(call.get("initial_state")));
        Pass pass = layer.apply(inputs, golden.call(layer, call).recording(true));
        double worst = Golden.distance(pass.output(), Golden.tensor(call.get("output"), DType.FLOAT64), tolerance, 0);

        Gradients gradients = new Gradients();
        List<Tensor> dInputs = pass.backward(Golden.tensor(call.get("output_weights"), DType.FLOAT64), gradients);
        List<Tensor> weights = golden.tensors(expected.get("weights"));
        List<Parameter> parameters = layer.weights();
        assertThat(parameters).hasSameSizeAs(weights);
        for (int i = 0; i < weights.size(); i++) {
            worst = Math.max(worst, Golden.distance(gradients.of(parameters.get(i)), weights.get(i), tolerance, 0));
        }
        worst = Math.max(
                worst,
                Golden.distance(dInputs.get(0), Golden.tensor(expected.get("inputs"), DType.FLOAT64), tolerance, 0));
        List<Tensor> states = golden.tensors(expected.get("initial_state"));
        for (int i = 0; i < states.size(); i++) {
            worst = Math.max(worst, Golden.distance(dInputs.get(1 + i), states.get(i), tolerance, 0));
        }
        return worst;
    }
}
