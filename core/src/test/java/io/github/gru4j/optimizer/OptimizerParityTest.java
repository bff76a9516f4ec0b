package io.github.gru4j.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Every step of every recorded optimizer: learning rate, weights and memory. {@code optimizers.json} is Keras 3.16.0 on
 * TensorFlow; {@code optimizers_more.json} is Keras 3.15.1 on NumPy, in the same schema, for arguments and combinations
 * that the former does not have, and with the weights after {@code finalize_variable_values} under {@code finalized}.
 */
class OptimizerParityTest {

    /** The learning rate in float32, after a power, a cosine and some ten roundings of Keras's. */
    private static final double RATE = 2e-6;

    /** Memories may be far smaller than 1, so this is relative; 1e-7 is one float32 rounding of the gradients near 1. */
    private static final double MEMORY = 1e-5;

    static Stream<Arguments> cases() {
        List<JsonNode> cases = new ArrayList<>(Golden.cases("optimizers.json"));
        assertThat(cases.size()).isEqualTo(35);
        cases.addAll(Golden.cases("optimizers_more.json"));
        return cases.stream().map(c -> Arguments.of(c.get("label").stringValue(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyStepMatchesKeras(String label, JsonNode c) {
        Optimizer optimizer = OptimizerCases.optimizer(c.get("serialized"));
        List<Parameter> parameters = new Weights(tensors(c.get("initial_weights"))).weights();
        for (JsonNode step : c.get("steps")) {
            double rate = step.get("learning_rate").doubleValue();
            Golden.assertWithin(label + " rate", optimizer.learningRate(), rate, RATE * rate);
            Gradients gradients = new Gradients();
            List<Tensor> given = tensors(step.get("gradients"));
            for (int i = 0; i < parameters.size(); i++) {
                gradients.of(parameters.get(i)).copyFrom(given.get(i));
            }
            optimizer.apply(parameters, gradients);
            assertWeights(label, parameters, step.get("weights"));
        }
        assertVariables(label, optimizer, c.get("variables"));
        optimizer.finalizeVariableValues(parameters);
        assertWeights(
                label + " finalized",
                parameters,
                c.has("finalized") ? c.get("finalized") : finalized(c.get("variables"), c.get("steps")));
    }

    /** The averages if there are any, else the last weights. */
    private static JsonNode finalized(JsonNode variables, JsonNode steps) {
        List<JsonNode> averages = new ArrayList<>();
        for (JsonNode variable : variables) {
            if (variable.get("path").stringValue().endsWith("_average")) {
                averages.add(variable.get("value"));
            }
        }
        JsonNode last = steps.get(steps.size() - 1).get("weights");
        return averages.isEmpty()
                ? last
                : ((ArrayNode) last.deepCopy()).removeAll().addAll(averages);
    }

    private static List<Tensor> tensors(JsonNode list) {
        List<Tensor> tensors = new ArrayList<>();
        list.forEach(item -> tensors.add(Golden.tensor(item, DType.FLOAT32)));
        return tensors;
    }

    private static void assertWeights(String label, List<Parameter> parameters, JsonNode expected) {
        assertThat(expected.size()).isEqualTo(parameters.size());
        for (int i = 0; i < parameters.size(); i++) {
            Golden.assertClose(
                    label + " weight " + i, parameters.get(i).value(), Golden.tensor(expected.get(i), DType.FLOAT32));
        }
    }

    private static void assertVariables(String label, Optimizer optimizer, JsonNode variables) {
        assertThat(variables.get(0).get("path").stringValue()).isEqualTo(optimizer.name() + "/iteration");
        assertThat(optimizer.iterations())
                .isEqualTo(variables.get(0).get("value").longValue());
        int first = optimizer.learningRateSchedule() == null ? 2 : 1;
        if (first == 2) {
            assertThat(variables.get(1).get("path").stringValue()).isEqualTo(optimizer.name() + "/learning_rate");
        }
        List<Slot> slots = optimizer.slots();
        assertThat(slots).hasSize(variables.size() - first);
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            String path = variables.get(first + i).get("path").stringValue();
            if (slot.parameter() == null) {
                assertThat(path).contains("variable");
            } else {
                assertThat(path)
                        .isEqualTo(optimizer.name() + "/" + slot.parameter().name() + "_" + slot.name());
            }
            Tensor expected = Golden.tensor(variables.get(first + i).get("value"), DType.FLOAT32);
            if (slot.name().equals("average")) { // of weights, so compared as weights
                Golden.assertClose(label + " " + path, slot.value(), expected);
            }
            for (int j = 0; j < expected.size() && !slot.name().equals("average"); j++) {
                double value = expected.getAt(j);
                Golden.assertWithin(label + " " + path, slot.value().getAt(j), value, MEMORY * Math.abs(value) + 1e-7);
            }
        }
    }
}
