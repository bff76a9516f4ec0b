package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.PerOutput;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Models with several inputs and outputs train as in Keras; {@code outputs.py} wrote what is expected. */
class SeveralOutputsTest {

    /** Of what is 1 or smaller; of what is larger, relative to its size. */
    private static final double FLOAT32 = 1e-5;

    private static final double FLOAT64 = 1e-9;

    /** The rounding noise of a float32 run, which another order of summation may multiply. */
    private static final double NOISE = 4;

    static Stream<Arguments> runs() {
        return Golden.cases("outputs.json", "cases").stream()
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
        List<Tensor> x = given(item.get("x"), dtype);
        List<Tensor> y = given(item.get("y"), dtype);
        JsonNode arguments = item.get("fit");
        int batchSize = arguments.get("batch_size").intValue();

        Map<String, List<Double>> history =
                model.fit(x, y, options(arguments, dtype)).metrics();
        Map<String, Double> evaluation =
                model.evaluate(x, y, weights(arguments.get("sample_weight"), dtype), batchSize);

        assertThat(history.keySet())
                .containsExactlyElementsOf(expected.get("history").propertyNames());
        history.forEach((series, values) -> assertClose(
                series,
                Tensor.of(values.stream().mapToDouble(Double::doubleValue).toArray(), values.size()),
                Golden.tensor(expected.get("history").get(series), DType.FLOAT64),
                relative,
                noise));
        assertThat(evaluation.keySet())
                .containsExactlyElementsOf(expected.get("evaluation").propertyNames());
        evaluation.forEach((series, value) -> assertClose(
                series,
                Tensor.of(new double[] {value}),
                Golden.tensor(expected.get("evaluation").get(series), DType.FLOAT64),
                relative,
                noise));
        assertClose(
                model.weights().stream().map(Parameter::value).toList(),
                results(expected.get("final_weights"), dtype),
                relative,
                noise);
        assertClose(model.predict(x, batchSize), results(expected.get("predictions"), dtype), relative, noise);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void aCompilationIsWrittenInTheFormInWhichItWasGiven(String name, DType dtype, ObjectNode item) {
        JsonNode given = item.get("compile_config");
        Model model = model(item, given, DType.FLOAT32);
        ObjectNode written = CompileConfigs.write(model);
        for (String key : List.of("loss_weights", "metrics", "weighted_metrics")) {
            assertThat(withEmptyLists(written.get(key))).as(key).isEqualTo(withEmptyLists(given.get(key)));
        }
        assertThat(written.get("loss").propertyNames())
                .containsAll(given.get("loss").propertyNames());
        assertThat(written.get("loss").isArray()).isEqualTo(given.get("loss").isArray());
        assertThat(CompileConfigs.write(model(item, written, DType.FLOAT32))).isEqualTo(written);
    }

    /** Keras makes no difference between no metrics and an empty list of them. */
    private static JsonNode withEmptyLists(JsonNode metrics) {
        if (!metrics.isArray()) {
            return metrics;
        }
        List<JsonNode> entries = new ArrayList<>();
        metrics.forEach(entry -> entries.add(entry.isNull() ? Json.array() : entry));
        return Json.array().addAll(entries);
    }

    private static Model model(ObjectNode item, JsonNode compileConfig, DType dtype) {
        String config = item.get("model").toString().replace("\"float32\"", "\"" + dtype.kerasName() + "\"");
        Model model = (Model) KerasConfigs.keras3().layer(config);
        model.setWeights(given(item.get("weights"), dtype));
        Compilation compilation = CompileConfigs.read(compileConfig, Place.of("outputs.json"));
        compilation.applyTo(model);
        assertThat(compilation.of(model.outputNames()).ignored()).isEmpty();
        return model;
    }

    private static FitOptions options(JsonNode arguments, DType dtype) {
        FitOptions options = FitOptions.epochs(arguments.get("epochs").intValue())
                .batchSize(arguments.get("batch_size").intValue())
                .shuffle(false)
                .validationSplit(arguments.path("validation_split").doubleValue(0));
        PerOutput<Tensor> weights = weights(arguments.get("sample_weight"), dtype);
        if (weights instanceof PerOutput.Same<Tensor> same) {
            options = options.sampleWeight(same.value());
        } else if (weights != null) {
            options = options.sampleWeights(weights);
        }
        JsonNode validation = arguments.get("validation_data");
        return validation == null
                ? options
                : options.validationData(
                        given(validation.get(0), dtype),
                        given(validation.get(1), dtype),
                        weights(validation.get(2), dtype));
    }

    /** One tensor for all outputs is a list of numbers, here; one for each is a list of such, or of null. */
    private static @Nullable PerOutput<Tensor> weights(@Nullable JsonNode node, DType dtype) {
        if (node == null) {
            return null;
        }
        if (node.get(0).isNumber()) {
            return PerOutput.same(Golden.tensor(node, DType.FLOAT32).cast(dtype));
        }
        List<@Nullable Tensor> weights = new ArrayList<>();
        node.forEach(weight -> weights.add(
                weight.isNull() ? null : Golden.tensor(weight, DType.FLOAT32).cast(dtype)));
        return new PerOutput.Listed<>(weights);
    }

    /** What Keras was given: float32 numbers, widened for the run in double. */
    private static List<Tensor> given(JsonNode node, DType dtype) {
        List<Tensor> tensors = new ArrayList<>();
        node.forEach(item -> tensors.add(Golden.tensor(item, DType.FLOAT32).cast(dtype)));
        return tensors;
    }

    /** What Keras computed, to the last digit. */
    private static List<Tensor> results(JsonNode node, DType dtype) {
        List<Tensor> tensors = new ArrayList<>();
        node.forEach(item -> tensors.add(Golden.tensor(item, dtype)));
        return tensors;
    }

    /** {@code keras.Model(x, {"one": …, "two": …})}: outputs come sorted by their keys, under the names of their layers. */
    @Test
    void aFileWithADictionaryOfOutputsDescribesTheCompilationThatItsModelHas(@TempDir Path directory)
            throws IOException {
        Path golden = Golden.file("models/functional_two_heads.keras");
        ArchiveReader archive = ArchiveReader.read(golden);
        ObjectNode config = Golden.parse(archive.config(), "config.json");
        ObjectNode functional = (ObjectNode) config.get("config");
        JsonNode outputs = functional.get("output_layers");
        functional.set("output_layers", Json.object().set("two", outputs.get(1)).set("one", outputs.get(0)));
        ObjectNode compilation = (ObjectNode) config.get("compile_config");
        JsonNode losses = compilation.get("loss");
        compilation.set("loss", Json.object().set("o1", losses.get(0)).set("o2", losses.get(1)));
        Path file = directory.resolve("m.keras");
        Archives.write(
                file, archive.metadata(), Json.write(config).getBytes(StandardCharsets.UTF_8), archive.weights());
        Model model = KerasFiles.load(file);
        assertThat(model.outputNames()).containsExactly("o1", "o2");
        assertThat(model.optimizer()).isNotNull();
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.ignored()).isEmpty();
        assertThat(info.compiled()).isEqualTo(KerasFiles.describe(golden).compiled());
    }

    private static void assertClose(List<Tensor> actual, List<Tensor> expected, double relative, double noise) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertClose("tensor " + i, actual.get(i), expected.get(i), relative, noise);
        }
    }

    private static void assertClose(String what, Tensor actual, Tensor expected, double relative, double noise) {
        assertThat(Golden.distance(actual, expected, relative, noise)).as(what).isLessThanOrEqualTo(1);
    }
}
