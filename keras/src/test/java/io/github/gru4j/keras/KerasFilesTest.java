package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class KerasFilesTest {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path directory;

    static List<String> goldenModels() {
        return List.of(
                "gru_dense",
                "gru_gru_dense",
                "rnn_grucell",
                "gru_reset_before",
                "gru_no_bias",
                "gru_regularized",
                "gru_stateful",
                "masking_gru_dense",
                "time_distributed",
                "bidirectional_gru_dense",
                "bidirectional_seq_sum",
                "rnn_stacked_grucells",
                "embedding_mask_gru_softmax",
                "norms_and_dropout",
                "conv1d_gru",
                "functional_residual",
                "functional_seq2seq");
    }

    // ---- what Keras wrote -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("goldenModels")
    void aModelOfKerasPredictsWhatItPredictsThere(String name) {
        Model model = KerasFiles.load(golden(name));
        ObjectNode item = item(name);
        assertPredicts(model, item);
        assertThat(model.countParams())
                .isEqualTo(item.get("keras_summary").get("params").longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru_dense", "gru_regularized", "functional_two_heads"})
    void theOptimizerContinuesWhereItStood(String name) {
        Optimizer optimizer = KerasFiles.load(golden(name)).optimizer();
        JsonNode variables = item(name).get("optimizer_variables");
        assertThat(optimizer.iterations())
                .isEqualTo(variables.get(0).get("value").longValue());
        assertThat((float) optimizer.learningRate())
                .isEqualTo((float) variables.get(1).get("value").doubleValue());
        List<Slot> slots = optimizer.slots();
        assertThat(slots).hasSize(variables.size() - 2);
        for (int i = 0; i < slots.size(); i++) {
            JsonNode variable = variables.get(2 + i);
            String named =
                    slots.get(i).parameter() == null ? "variable" : slots.get(i).name(); // Nadam's product
            assertThat(variable.get("path").stringValue()).endsWith(named);
            assertThat(Golden.distance(
                            slots.get(i).value(), Golden.tensor(variable.get("value"), DType.FLOAT32), 0, 1e-30))
                    .isZero();
        }
    }

    @Test
    void aFileSaysWhereItComesFrom() throws IOException {
        KerasFileInfo info = KerasFiles.describe(golden("gru_dense"));
        assertThat(info.with(List.of(), info.arrays()))
                .isEqualTo(new KerasFileInfo(
                                "keras",
                                "3.16.0",
                                "2026-11-22@10:38:57",
                                "Keras",
                                "Sequential",
                                "sequential",
                                "adam, mean_squared_error, mae",
                                "",
                                17,
                                Files.size(golden("gru_dense")),
                                Map.of())
                        .with(List.of(), info.arrays()));
    }

    @Test
    void notesComeBackAndChangeNothingElse() throws IOException {
        Model model = KerasFiles.load(golden("gru_dense"));
        Path file = directory.resolve("noted.keras");
        Map<String, List<String>> notes = Map.of("columns", List.of("a, \"b\"", "ü"), "none", List.of());
        KerasFiles.save(model, file, notes);
        assertThat(KerasFiles.describe(file).notes()).isEqualTo(notes);
        assertPredicts(KerasFiles.load(file), item("gru_dense"));
        KerasFiles.save(model, file);
        assertThat(KerasFiles.describe(file).notes()).isEmpty();
    }

    @Test
    void aCompilationThatIsNotSupportedIsLeftOutAndNamed() throws IOException {
        ArchiveReader archive = ArchiveReader.read(golden("gru_dense"));
        ObjectNode config = Golden.parse(archive.config(), "config.json");
        ((ObjectNode) config.get("compile_config").get("optimizer")).put("class_name", "Adafactor");
        Path file = directory.resolve("adafactor.keras");
        Archives.write(
                file, archive.metadata(), Json.write(config).getBytes(StandardCharsets.UTF_8), archive.weights());
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.compiled()).isEmpty();
        assertThat(info.ignored())
                .startsWith(
                        "config.json: compile_config.optimizer: must be one of [SGD, RMSprop, Adagrad, Adadelta, Adam,"
                                + " AdamW, Adamax, Nadam, Lion, Ftrl]. Received: keras.optimizers class Adafactor.");
    }

    @Test
    void aLayerThatIsNotSupportedFailsByName() throws IOException {
        ArchiveReader archive = ArchiveReader.read(golden("gru_dense"));
        ObjectNode config = Golden.parse(archive.config(), "config.json");
        ((ObjectNode) config.get("config").get("layers").get(1)).put("class_name", "LSTM");
        Path file = directory.resolve("lstm.keras");
        Archives.write(
                file, archive.metadata(), Json.write(config).getBytes(StandardCharsets.UTF_8), archive.weights());
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/config.json: layers[1]: LSTM 'gru': must be one of the supported layers "
                        + KerasConfigs.keras3().codecs().classNames() + ". Received: class_name=LSTM.");
    }

    @Test
    void aModelOfSeveralLossesLoadsCompiled() throws IOException {
        Model model = KerasFiles.load(golden("functional_two_heads"));
        assertThat(model.metrics()).extracting(Metric::name).containsExactly("mae", "mse");
        KerasFileInfo info = KerasFiles.describe(golden("functional_two_heads"));
        assertThat(info.className()).isEqualTo("Functional");
        assertThat(info.compiled()).isEqualTo("nadam, mean_squared_error + mean_absolute_error, mae, mse");
        assertThat(info.ignored()).isEmpty();
    }

    // ---- what we write ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("goldenModels")
    void aSavedModelHasTheFileTreeOfKeras(String name) throws IOException {
        Path saved = directory.resolve("saved.keras");
        KerasFiles.save(KerasFiles.load(golden(name)), saved);
        JsonNode layout = item(name).get("layouts").get(".keras");

        ArrayNode entries = Json.array();
        try (ZipFile zip = new ZipFile(saved.toFile())) {
            zip.stream().forEach(entry -> {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                entries.addArray().add(entry.getName()).add(0);
            });
        }
        assertThat(Json.write(entries)).isEqualTo(Json.write(layout.get("zip_entries")));
        assertThat(HdfTrees.describe(ArchiveReader.read(saved).weights())).isEqualTo(expected(layout.get("hdf5")));
    }

    private static TreeMap<String, String> expected(JsonNode tree) {
        TreeMap<String, String> nodes = new TreeMap<>();
        for (JsonNode node : tree) {
            String described = "group";
            if (node.has("shape")) {
                described = node.get("dtype").stringValue() + Json.write(node.get("shape"));
            } else if (node.path("attributes").has("name")) {
                described += " " + node.get("attributes").get("name").stringValue();
            }
            nodes.put(node.get("path").stringValue(), described);
        }
        return nodes;
    }

    @ParameterizedTest
    @MethodSource("goldenModels")
    void aSavedConfigIsTextForTextTheConfigOfKeras(String name) throws IOException {
        Path saved = directory.resolve("saved.keras");
        KerasFiles.save(KerasFiles.load(golden(name)), saved);
        ArchiveReader written = ArchiveReader.read(saved);
        ObjectNode expected = Golden.parse(ArchiveReader.read(golden(name)).config(), name);
        removeSharedIds(expected);
        assertThat(new String(written.config(), StandardCharsets.UTF_8)).isEqualTo(Json.write(expected));
        assertThat(new String(written.metadata(), StandardCharsets.UTF_8))
                .matches(
                        "\\{\"keras_version\": \"3.16.0\", \"date_saved\": \"\\d{4}-\\d\\d-\\d\\d@\\d\\d:\\d\\d:\\d\\d\","
                                + " \"written_by\": \"gru4j\"}");
    }

    @ParameterizedTest
    @MethodSource("goldenModels")
    void saveAndLoadKeepWeightsPredictionsAndBytes(String name) throws IOException {
        Model model = KerasFiles.load(golden(name));
        assertSurvives(model, tensors(item(name).get("inputs")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void aModelMadeHereSurvivesWithEveryArgument(String dtypeName) throws IOException {
        DType dtype = DType.valueOf(dtypeName.toUpperCase(java.util.Locale.ROOT));
        Normalization normalization = Normalization.builder().dtype(dtype).build();
        Tensor x = Golden.random(3, 20, 7, 3);
        normalization.adapt(x);
        Sequential model = Sequential.of(
                Input.of(7, 3),
                normalization,
                GRU.builder(GRUCell.builder(5)
                                .activation(Activations.leakyRelu(0.1))
                                .recurrentActivation("hard_sigmoid")
                                .dropout(0.25)
                                .seed(Long.MAX_VALUE)
                                .implementation(1)
                                .dtype(dtype)
                                .build())
                        .returnSequences(true)
                        .goBackwards(true)
                        .unroll(true)
                        .zeroOutputForMask(true)
                        .name("größe \"1\"")
                        .build(),
                Dropout.builder(0.5)
                        .seed(7L)
                        .noiseShape(Shape.of(Shape.UNKNOWN, 1, 5))
                        .dtype(dtype)
                        .build(),
                RNN.builder(GRUCell.builder(4)
                                .useBias(false)
                                .resetAfter(false)
                                .dtype(dtype)
                                .build())
                        .trainable(false)
                        .build(),
                Dense.builder(2)
                        .activation(Activations.relu(0.1, 6, 0.2))
                        .dtype(dtype)
                        .build(),
                Normalization.builder()
                        .invert(true)
                        .mean(1, 2)
                        .variance(3, 4)
                        .dtype(dtype)
                        .build(),
                Normalization.builder()
                        .axis(null)
                        .invert(true)
                        .mean(1.5)
                        .variance(0.1)
                        .dtype(dtype)
                        .build());
        model.compile(
                SGD.builder(0.01).momentum(0.9).nesterov(true).clipnorm(1.0).build(),
                Losses.meanSquaredError(),
                Metrics.get("mae"),
                Metrics.rootMeanSquaredError());
        model.fit(x, Golden.random(4, 20, 2), FitOptions.epochs(1));
        assertSurvives(model, x);
    }

    private void assertSurvives(Model model, Tensor x) throws IOException {
        assertSurvives(model, List.of(x));
    }

    private void assertSurvives(Model model, List<Tensor> inputs) throws IOException {
        Path first = directory.resolve("first.keras");
        Path second = directory.resolve("second.keras");
        KerasFiles.save(model, first);
        Model loaded = KerasFiles.load(first);
        KerasFiles.save(loaded, second);

        List<Tensor> weights = model.getWeights();
        List<Tensor> again = loaded.getWeights();
        assertThat(again).hasSameSizeAs(weights);
        for (int i = 0; i < weights.size(); i++) {
            assertBitsEqual(again.get(i), weights.get(i));
        }
        List<Tensor> outputs = model.predict(inputs);
        List<Tensor> outputsAgain = loaded.predict(inputs);
        assertThat(outputsAgain).hasSameSizeAs(outputs);
        for (int i = 0; i < outputs.size(); i++) {
            assertBitsEqual(outputsAgain.get(i), outputs.get(i));
        }
        assertThat(new String(ArchiveReader.read(second).config(), StandardCharsets.UTF_8))
                .isEqualTo(new String(ArchiveReader.read(first).config(), StandardCharsets.UTF_8));
        assertThat(ArchiveReader.read(second).weights())
                .isEqualTo(ArchiveReader.read(first).weights());
        if (model.optimizer() != null) {
            assertThat(loaded.optimizer().iterations())
                    .isEqualTo(model.optimizer().iterations());
            assertThat(loaded.optimizer().learningRate())
                    .isEqualTo(model.optimizer().learningRate());
        }
    }

    @Test
    void statisticsOfANormalizationStandWhereKerasKeepsThem() throws IOException {
        Normalization normalization = Normalization.of();
        normalization.adapt(Golden.random(1, 9, 3));
        Path file = directory.resolve("model.keras");
        KerasFiles.save(Sequential.of(Input.of(3), normalization), file);
        assertThat(HdfTrees.describe(ArchiveReader.read(file).weights()))
                .containsEntry("/layers/normalization/vars", "group normalization")
                .containsEntry("/layers/normalization/vars/0", "float32[3]")
                .containsEntry("/layers/normalization/vars/1", "float32[3]")
                .containsEntry("/layers/normalization/vars/2", "int64[]");
    }

    @Test
    void trainingContinuesBitForBitAfterSaveAndLoad() {
        Tensor x = Golden.random(1, 12, 5, 2);
        Tensor y = Golden.random(2, 12, 1);
        Sequential straight = Sequential.of(Input.of(5, 2), GRU.of(4), Dense.of(1));
        straight.compile(Adam.builder(0.01).amsgrad(true).build(), Losses.meanSquaredError());
        straight.fit(x, y, FitOptions.epochs(2).batchSize(4).shuffle(false));
        Path file = directory.resolve("resumed.keras");
        KerasFiles.save(straight, file);
        straight.fit(x, y, FitOptions.epochs(2).batchSize(4).shuffle(false));

        Model resumed = KerasFiles.load(file);
        resumed.fit(x, y, FitOptions.epochs(2).batchSize(4).shuffle(false));
        for (int i = 0; i < straight.getWeights().size(); i++) {
            assertBitsEqual(resumed.getWeights().get(i), straight.getWeights().get(i));
        }
    }

    @Test
    void aModelOfManyLayersAndASequentialInsideSurvive() throws IOException {
        Sequential.Builder builder = Sequential.builder().add(Input.of(3));
        builder.add(Sequential.of(Input.of(3), Dense.of(4), Dense.of(3)));
        for (int i = 0; i < 300; i++) {
            builder.add(Dense.of(3));
        }
        assertSurvives(builder.build(), Golden.random(1, 2, 3));
    }

    // ---- what cannot be saved
    // -----------------------------------------------------------------------------------------

    @Test
    void anotherEndingIsRefused() {
        Model model = Sequential.of(Input.of(3), Dense.of(1));
        assertThatThrownBy(() -> KerasFiles.save(model, Path.of("model.h5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KerasFiles: path must end in .keras, the one format in which models are written. Received:"
                                + " path=model.h5. Legacy .h5 files are read, not written: Keras itself has replaced them by .keras.");
        assertThatThrownBy(() -> KerasFiles.save(model, Path.of("model.weights.h5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasFiles: path must end in .keras, the one format in which models are written. Received:"
                        + " path=model.weights.h5. For the weights alone call KerasFiles.saveWeights.");
        assertThatThrownBy(() -> KerasFiles.save(model, Path.of("model.zip")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasFiles: path must end in .keras, the one format in which models are written. Received:"
                        + " path=model.zip.");
    }

    @Test
    void anUnbuiltModelIsRefused() {
        assertThatThrownBy(() -> KerasFiles.save(Sequential.of(Dense.of(1)), directory.resolve("model.keras")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("KerasFiles: model must be built before it is saved. Received: Sequential 'sequential', not"
                        + " built. Call build(shape) or put an Input in front.");
    }

    @Test
    void whatKerasCannotReadIsRefusedAndTheOldFileStays() throws IOException {
        Path file = Files.writeString(directory.resolve("model.keras"), "old");
        Model model = Sequential.of(
                Input.of(3),
                Dense.builder(1).activation(Activations.hardSigmoidKeras2()).build());
        assertThatThrownBy(() -> KerasFiles.save(model, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("activation must be one that Keras 3 knows by name");
        assertThat(file).hasContent("old");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path file = directory.resolve("no/model.keras");
        assertThatThrownBy(() -> KerasFiles.save(Sequential.of(Input.of(3), Dense.of(1)), file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("its directory does not exist");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("no.keras");
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "KerasFiles: the file could not be read. Received: path=" + file + " (NoSuchFileException).");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private static void assertPredicts(Model model, ObjectNode item) {
        List<Tensor> expected = tensors(
                item.has("outputs_with_mask_propagation")
                        ? item.get("outputs_with_mask_propagation") // what released Keras gives
                        : item.get("outputs"));
        List<Tensor> received = new ArrayList<>();
        while (received.size() < expected.size()) { // of a stateful model, call after call
            received.addAll(model.predict(tensors(item.get("inputs"))));
        }
        assertThat(received).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Golden.distance(received.get(i), expected.get(i), TOLERANCE, 0))
                    .isLessThanOrEqualTo(1);
        }
        model.resetState();
    }

    private static List<Tensor> tensors(JsonNode list) {
        List<Tensor> all = new ArrayList<>();
        list.forEach(item -> all.add(Golden.tensor(item, DType.FLOAT32)));
        return all;
    }

    private static void assertBitsEqual(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Double.doubleToRawLongBits(actual.getAt(i)))
                    .isEqualTo(Double.doubleToRawLongBits(expected.getAt(i)));
        }
    }

    private static void removeSharedIds(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("shared_object_id");
        }
        node.forEach(KerasFilesTest::removeSharedIds);
    }

    private static Path golden(String name) {
        return Golden.file("models/" + name + ".keras");
    }

    private static ObjectNode item(String name) {
        return Golden.cases("models.json", "models").stream()
                .filter(item -> item.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
