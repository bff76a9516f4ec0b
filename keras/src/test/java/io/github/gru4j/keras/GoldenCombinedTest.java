package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNOutput;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stacked cells, wrapped cells and layers that read both ways: what Keras gives for them. */
class GoldenCombinedTest {

    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @EnumSource(DType.class)
    void outputsAndStatesAreThoseOfKeras(DType dtype) {
        assertThat(passed("forward.json", KerasConfigs.keras3(), dtype))
                .isEqualTo(Map.of("stacked_rnn", 27, "bidirectional", 32));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void outputsWithGivenMasksAreThoseOfKeras(DType dtype) {
        assertThat(passed("dropout.json", KerasConfigs.keras3(), dtype))
                .isEqualTo(Map.of("stacked_rnn", 11, "bidirectional", 11));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void outputsAndStatesAreThoseOfKeras2(DType dtype) {
        assertThat(passed("keras2/combined.json", KerasConfigs.keras2(), dtype))
                .isEqualTo(Map.of("RNN", 7, "Bidirectional", 3));
    }

    private static Map<String, Integer> passed(String file, KerasConfigs configs, DType dtype) {
        Map<String, Double> failed = new LinkedHashMap<>();
        Map<String, Integer> passed = new TreeMap<>();
        for (ObjectNode item : Golden.cases(file, "cases")) {
            String kind = item.path("kind")
                    .stringValue(item.get("layer").get("class_name").stringValue());
            if (!List.of("stacked_rnn", "bidirectional", "RNN", "Bidirectional").contains(kind)) {
                continue;
            }
            double distance = distance(item, configs, dtype);
            if (distance <= 1) {
                passed.merge(kind, 1, Integer::sum);
            } else {
                failed.put(item.get("id").stringValue(), distance);
            }
        }
        assertThat(failed).isEmpty();
        return passed;
    }

    private static Layer layer(ObjectNode item, KerasConfigs configs, DType dtype) {
        ObjectNode serialized = (ObjectNode) item.get("layer").deepCopy();
        adapt(serialized, dtype, item.get("implementation"));
        Layer layer = configs.codecs().read(serialized, Place.of("case").withGeneration(generation(configs)));
        JsonNode shape = item.path("build_shape").isMissingNode()
                ? item.get("layer").get("build_config").get("input_shape")
                : item.get("build_shape");
        layer.build(Kinds.SHAPE.read(shape, Place.of("case")));
        List<Tensor> weights = new ArrayList<>();
        item.get("weights").forEach(weight -> weights.add(Golden.tensor(weight.get("value"), dtype)));
        layer.setWeights(weights);
        return layer;
    }

    private static Generation generation(KerasConfigs configs) {
        return configs == KerasConfigs.keras2() ? Generation.KERAS_2 : Generation.KERAS_3;
    }

    /** Sets dtype and implementation of every layer inside. */
    private static void adapt(JsonNode node, DType dtype, JsonNode implementation) {
        if (node.path("config") instanceof ObjectNode config && config.has("trainable")) {
            config.put("dtype", dtype.kerasName());
            if (implementation != null && config.has("units")) {
                config.set("implementation", implementation);
            }
        }
        node.forEach(child -> adapt(child, dtype, implementation));
    }

    private static double distance(ObjectNode item, KerasConfigs configs, DType dtype) {
        Layer layer = layer(item, configs, dtype);
        double noise = 4 * item.path("float64_max_abs_diff").doubleValue(0);
        double worst = 0;
        for (JsonNode call : item.get("calls")) {
            Tensor inputs = Golden.tensor(call.get("inputs"), dtype);
            List<Tensor> initial = tensors(call.get("initial_state"), dtype);
            boolean reset = call.path("reset_state_before").booleanValue(false)
                    || call.path("reset_states_before").booleanValue(false);
            RNNOutput output;
            List<Tensor> after;
            if (layer instanceof Bidirectional both) {
                if (reset) {
                    both.resetState();
                }
                output = both.call(List.of(inputs), initial, List.of(), call(layer, call, dtype));
                after = both.states();
            } else {
                RNN rnn = (RNN) layer;
                if (reset) {
                    rnn.resetState();
                } else if (call.path("reset_states_before").isArray()) {
                    rnn.resetState(tensors(call.get("reset_states_before"), dtype));
                }
                output = rnn.call(inputs, initial, call(layer, call, dtype));
                after = rnn.states();
            }
            worst = Math.max(worst, distance(output.outputs(), call.get("outputs"), noise, dtype));
            if (!call.get("states").isNull()) {
                worst = Math.max(worst, distance(output.states(), call.get("states"), noise, dtype));
            }
            if (call.has("layer_states_after")) {
                worst = Math.max(worst, distance(after, call.get("layer_states_after"), noise, dtype));
            }
        }
        return worst;
    }

    private static double distance(List<Tensor> actual, JsonNode expected, double noise, DType dtype) {
        double worst = actual.size() == expected.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            worst = Math.max(
                    worst, Golden.distance(actual.get(i), Golden.tensor(expected.get(i), dtype), TOLERANCE, noise));
        }
        return worst;
    }

    private static Call call(Layer layer, JsonNode call, DType dtype) {
        Call pass = call.get("training").booleanValue() ? Call.training(new Generator(1)) : Call.inference();
        if (!call.get("mask").isNull()) {
            pass = pass.withMask(Mask.of(numbers(call.get("mask"))));
        }
        if (call.has("forced_dropout")) {
            List<Module> cells = layer.submodules().stream()
                    .filter(module -> module instanceof GRUCell)
                    .toList();
            for (int i = 0; i < cells.size(); i++) {
                JsonNode forced = call.get("forced_dropout").get(i);
                pass = pass.withDropoutMasks(
                        cells.get(i),
                        new DropoutMasks(
                                tensors(forced.get("input_masks"), dtype),
                                tensors(forced.get("recurrent_masks"), dtype)));
            }
        }
        return pass;
    }

    private static Tensor numbers(JsonNode mask) {
        Tensor tensor = Tensor.zeros(mask.size(), mask.get(0).size());
        for (int i = 0; i < tensor.size(); i++) {
            boolean used = mask.get(i / tensor.dim(1)).get(i % tensor.dim(1)).booleanValue();
            tensor.setAt(i, used ? 1 : 0);
        }
        return tensor;
    }

    private static List<Tensor> tensors(JsonNode nodes, DType dtype) {
        List<Tensor> tensors = new ArrayList<>();
        if (!nodes.isNull()) {
            nodes.forEach(node -> tensors.add(Golden.tensor(node, dtype)));
        }
        return tensors;
    }

    @Test
    void gradientsOfWeightsInputsAndStatesAreThoseOfKeras() {
        Map<String, Integer> passed = new TreeMap<>();
        for (ObjectNode item : Golden.cases("gradients.json", "cases")) {
            String kind = item.get("kind").stringValue();
            if (kind.equals("gru") || kind.equals("rnn")) {
                continue;
            }
            Layer layer = layer(item, KerasConfigs.keras3(), DType.FLOAT64);
            JsonNode call = item.get("call");
            List<Tensor> inputs = new ArrayList<>();
            inputs.add(Golden.tensor(call.get("inputs"), DType.FLOAT64));
            inputs.addAll(tensors(call.get("initial_state"), DType.FLOAT64));
            Pass pass = layer.apply(inputs, call(layer, call, DType.FLOAT64).recording(true));
            Gradients gradients = new Gradients();
            List<Tensor> found =
                    new ArrayList<>(pass.backward(Golden.tensor(call.get("output_weights"), DType.FLOAT64), gradients));
            List<Tensor> expected = new ArrayList<>();
            expected.add(Golden.tensor(item.get("gradients").get("inputs"), DType.FLOAT64));
            expected.addAll(tensors(item.get("gradients").get("initial_state"), DType.FLOAT64));
            expected.addAll(tensors(item.get("gradients").get("weights"), DType.FLOAT64));
            layer.weights().stream().map(gradients::of).forEach(found::add);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(Golden.distance(found.get(i), expected.get(i), 1e-9, 0))
                        .as("%s, %s", item.get("id"), i)
                        .isLessThanOrEqualTo(1);
            }
            passed.merge(kind, 1, Integer::sum);
        }
        assertThat(passed).isEqualTo(Map.of("stacked_rnn", 6, "bidirectional", 6));
    }

    @Test
    void weightsStandInTheOrderOfKeras() {
        for (ObjectNode item : Golden.cases("forward.json", "cases")) {
            if (item.get("kind").stringValue().equals("bidirectional")) {
                Layer layer = layer(item, KerasConfigs.keras3(), DType.FLOAT32);
                JsonNode weights = item.get("weights");
                for (int i = 0; i < weights.size(); i++) {
                    Parameter weight = layer.weights().get(i);
                    assertThat(weight.name())
                            .isEqualTo(weights.get(i).get("name").stringValue());
                }
            }
        }
    }
}
