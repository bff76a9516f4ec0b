package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.PerOutput;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Epochs, steps and validation, datasets and single batches as in Keras, down to the order of the names in the history;
 * {@code fitting.py} wrote what is expected.
 */
class FittingTest {

    /** Of what is 1 or smaller; of what is larger, relative to its size. */
    private static final double FLOAT32 = 1e-5;

    private static final double FLOAT64 = 1e-9;

    /** The rounding noise of a float32 run, which another order of summation may multiply. */
    private static final double NOISE = 4;

    static Stream<Arguments> runs() {
        return Golden.cases("fitting.json", "cases").stream()
                .flatMap(item -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .map(dtype -> Arguments.of(item.get("name").stringValue(), dtype, item)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void aModelTrainsAsInKeras(String name, DType dtype, ObjectNode item) {
        boolean wide = dtype == DType.FLOAT64;
        JsonNode expected = wide ? item.get("float64") : item;
        double relative = wide ? FLOAT64 : FLOAT32;
        double noise = wide ? 0 : NOISE * item.get("float64_max_abs_diff").doubleValue();
        Model model = model(item, expected.get("compile_config"), dtype);
        Map<String, List<Double>> history;
        if (item.get("train").stringValue().equals("on_batch")) {
            history = onBatch(model, item, dtype);
        } else {
            History trained = fit(model, item, dtype);
            assertThat(trained.epochs()).hasSize(expected.get("epochs").size());
            for (int i = 0; i < trained.epochs().size(); i++) {
                assertThat(trained.epochs().get(i))
                        .isEqualTo(expected.get("epochs").get(i).intValue());
            }
            history = trained.metrics();
        }

        assertThat(history.keySet())
                .containsExactlyElementsOf(expected.get("history").propertyNames());
        history.forEach((series, values) -> assertClose(
                series,
                Tensor.of(values.stream().mapToDouble(Double::doubleValue).toArray(), values.size()),
                Golden.tensor(expected.get("history").get(series), DType.FLOAT64),
                relative,
                noise));
        List<Parameter> weights = model.weights();
        assertThat(weights).hasSize(expected.get("final_weights").size());
        for (int i = 0; i < weights.size(); i++) {
            assertClose(
                    "weight " + i,
                    weights.get(i).value(),
                    Golden.tensor(expected.get("final_weights").get(i), dtype),
                    relative,
                    noise);
        }
    }

    private static Model model(ObjectNode item, JsonNode compileConfig, DType dtype) {
        String config = item.get("model").toString().replace("\"float32\"", "\"" + dtype.kerasName() + "\"");
        Model model = (Model) KerasConfigs.keras3().layer(config);
        model.setWeights(given(item.get("weights"), dtype));
        CompileConfigs.read(compileConfig, Place.of("fitting.json")).applyTo(model);
        return model;
    }

    private static History fit(Model model, ObjectNode item, DType dtype) {
        JsonNode data = item.get("data");
        FitOptions options = options(item.get("arguments"), dtype);
        if (item.get("train").stringValue().equals("fit_batches")) {
            Dataset batches = Dataset.fromIterable(batches(data, dtype));
            return model.fit(batches.repeat().prefetch(2), options.stepsPerEpoch(data.size()));
        }
        PerOutput<Tensor> weights = weights(data.get(2), dtype);
        return model.fit(
                given(data.get(0), dtype),
                given(data.get(1), dtype),
                weights == null ? options : options.sampleWeights(weights));
    }

    /** What training and testing say of each batch, in turns. */
    private static Map<String, List<Double>> onBatch(Model model, ObjectNode item, DType dtype) {
        Map<String, List<Double>> history = new LinkedHashMap<>();
        for (Element batch : batches(item.get("data"), dtype)) {
            Map<String, Double> before =
                    model.trainOnBatch(batch, classWeight(item.get("arguments").path("class_weight")));
            Map<String, Double> after = model.testOnBatch(batch);
            assertThat(after.keySet()).containsExactlyElementsOf(before.keySet());
            for (Map<String, Double> logs : List.of(before, after)) {
                logs.forEach((name, value) ->
                        history.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
            }
        }
        return history;
    }

    private static FitOptions options(JsonNode arguments, DType dtype) {
        FitOptions options =
                FitOptions.epochs(arguments.get("epochs").intValue()).shuffle(false);
        for (String name : arguments.propertyNames()) {
            JsonNode value = arguments.get(name);
            options = switch (name) {
                case "epochs" -> options;
                case "initial_epoch" -> options.initialEpoch(value.intValue());
                case "batch_size" -> options.batchSize(value.intValue());
                case "steps_per_epoch" -> options.stepsPerEpoch(value.intValue());
                case "validation_split" -> options.validationSplit(value.doubleValue());
                case "validation_steps" -> options.validationSteps(value.intValue());
                case "validation_batch_size" -> options.validationBatchSize(value.intValue());
                case "validation_freq" ->
                    value.isArray()
                            ? options.validationFreq(
                                    value.valueStream().map(JsonNode::intValue).toList())
                            : options.validationFreq(value.intValue());
                case "class_weight" -> options.classWeight(classWeight(value));
                case "validation_data" ->
                    options.validationData(
                            given(value.get(0), dtype), given(value.get(1), dtype), weights(value.get(2), dtype));
                default -> throw new AssertionError(name);
            };
        }
        return options;
    }

    private static Map<Integer, Double> classWeight(JsonNode node) {
        Map<Integer, Double> weights = new HashMap<>();
        node.forEachEntry((number, weight) -> weights.put(Integer.valueOf(number), weight.doubleValue()));
        return weights;
    }

    /** Each is (x, y, sample_weight). */
    private static List<Element> batches(JsonNode node, DType dtype) {
        List<Element> batches = new ArrayList<>();
        node.forEach(batch -> batches.add(new Element(
                given(batch.get(0), dtype),
                given(batch.get(1), dtype),
                batch.get(2).isNull() ? List.of() : new ArrayList<@Nullable Tensor>(given(batch.get(2), dtype)))));
        return batches;
    }

    private static @Nullable PerOutput<Tensor> weights(JsonNode node, DType dtype) {
        return node.isNull() ? null : PerOutput.listed(new ArrayList<@Nullable Tensor>(given(node, dtype)));
    }

    /** What Keras was given: float32 numbers, widened for the run in double. */
    private static List<Tensor> given(JsonNode node, DType dtype) {
        List<Tensor> tensors = new ArrayList<>();
        node.forEach(item -> tensors.add(Golden.tensor(item, DType.FLOAT32).cast(dtype)));
        return tensors;
    }

    private static void assertClose(String what, Tensor actual, Tensor expected, double relative, double noise) {
        assertThat(Golden.distance(actual, expected, relative, noise)).as(what).isLessThanOrEqualTo(1);
    }
}
