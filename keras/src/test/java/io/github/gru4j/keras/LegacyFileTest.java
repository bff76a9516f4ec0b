package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.MergeMode;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.MeanAbsoluteError;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.InverseTimeDecay;
import io.github.gru4j.optimizer.Nadam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every file of the golden data that Keras 2 wrote, and the legacy files of Keras 3. */
class LegacyFileTest {

    private static final double TOLERANCE = 1e-5;

    static Stream<Arguments> wholeModels() {
        return Stream.concat(files("", "models.json", ".h5"), files("keras2/", "keras2/models.json", ".h5", ".keras"));
    }

    static Stream<Arguments> weightsOfKeras2() {
        return files("keras2/", "keras2/models.json", "weights", ".weights.h5", ".h5", ".keras");
    }

    /** The file, and what the golden data say of it. */
    private static Stream<Arguments> files(String folder, String list, String... formats) {
        return Golden.cases(list, "models").stream()
                .flatMap(item -> Stream.of(formats)
                        .filter(format -> item.get("files").has(format))
                        .map(format -> folder + item.get("files").get(format).stringValue())
                        .map(file -> Arguments.of(file, item)));
    }

    @Test
    void thereIsEveryFormatOfEveryModel() {
        assertThat(wholeModels()).hasSize(18 + 19 + 18); // there is no .keras of CuDNNGRU
        assertThat(weightsOfKeras2()).hasSize(2 * (19 + 18));
    }

    @ParameterizedTest
    @MethodSource("wholeModels")
    void aModelPredictsWhatItPredictsThere(String file, ObjectNode item) {
        assertPredicts(KerasFiles.load(Golden.file(file)), item);
    }

    @ParameterizedTest
    @MethodSource("weightsOfKeras2")
    void weightsFillTheSameModel(String file, ObjectNode item) {
        Model model = KerasFiles.load(
                Golden.file("keras2/" + item.get("files").get(".h5").stringValue()));
        model.weights()
                .forEach(weight -> weight.assign(Tensor.full(weight.value().dtype(), weight.shape(), 0.5)));
        KerasFiles.loadWeights(model, Golden.file(file));
        assertPredicts(model, item);
    }

    // ---- models built here ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"gru_dense_weights.h5", "gru_dense.weights.h5", "gru_dense.h5", "gru_dense.keras"})
    void weightsFillAModelBuiltHere(String file) {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(3), Dense.of(2));
        KerasFiles.loadWeights(model, Golden.file("keras2/models/" + file));
        assertPredicts(model, item("gru_dense"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cudnn_gru.h5", "cudnn_gru_weights.h5"})
    void theWeightsOfACuDNNGRUFillAGRU(String file) {
        Sequential model = cudnn();
        KerasFiles.loadWeights(model, Golden.file("keras2/models/" + file));
        assertPredicts(model, item("cudnn_gru"));
        JsonNode expected = item("cudnn_gru").get("converted_weights");
        for (int i = 0; i < model.weights().size(); i++) {
            Tensor value = Golden.tensor(expected.get(i).get("value"), DType.FLOAT32);
            assertThat(Golden.distance(model.weights().get(i).value(), value, 0, 1e-30))
                    .isZero();
        }
    }

    private static Sequential cudnn() {
        return Sequential.of(
                Input.of(5, 3),
                GRU.builder(GRUCell.of(4))
                        .returnSequences(true)
                        .name("cu_dnngru")
                        .build(),
                GRU.builder(GRUCell.of(2)).goBackwards(true).build(),
                Dense.of(2));
    }

    // ---- training goes on -------------------------------------------------------------------------------------------

    static Stream<Arguments> compiled() {
        return wholeModels().filter(file -> ((JsonNode) file.get()[1]).hasNonNull("optimizer"));
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void theOptimizerContinuesWhereItStood(String file) {
        Path path = Golden.file(file);
        Model model = KerasFiles.load(path);
        Optimizer optimizer = model.optimizer();
        assertThat(optimizer.iterations()).isEqualTo(2);
        boolean twoHeads = model.outputNames().size() == 2;
        assertThat(model.compileOptions().losses().present())
                .extracting(Loss::name)
                .containsExactly(
                        twoHeads
                                ? new String[] {"mean_squared_error", "mean_absolute_error"}
                                : new String[] {"mean_squared_error"});
        assertThat(model.metrics())
                .extracting(Metric::name)
                .containsExactly(twoHeads ? new String[] {"mae", "mse"} : new String[] {"mae"});
        Path legacy = Golden.file(file.replace(".keras", ".h5"));
        List<String> names = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        readLegacyOptimizer(legacy, names, values);
        List<Slot> slots = optimizer.slots().stream()
                .filter(slot -> slot.parameter() != null)
                .toList();
        assertThat(slots).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            Slot slot = slots.get(i);
            assertThat(names.get(i)).endsWith(nameInFile(slot, file));
            assertThat(Golden.distance(slot.value(), values.get(i), 0, 1e-30)).isZero();
        }
    }

    @Test
    void theProductOfNadamIsThatOfTheArchive() {
        List<Slot> slots = KerasFiles.load(Golden.file("models/functional_two_heads.h5"))
                .optimizer()
                .slots();
        List<Slot> expected = KerasFiles.load(Golden.file("models/functional_two_heads.keras"))
                .optimizer()
                .slots();
        assertThat(slots).anyMatch(slot -> slot.parameter() == null);
        assertThat(slots)
                .extracting(slot -> slot.value().getAt(0))
                .isEqualTo(expected.stream().map(slot -> slot.value().getAt(0)).toList());
    }

    /** The memory of weights in the file, but for that of SGD without momentum in Keras 2, which nothing reads. */
    private static void readLegacyOptimizer(Path path, List<String> names, List<Tensor> values) {
        try (HdfReader hdf = HdfReader.open(Files.readAllBytes(path), Place.of("file"))) {
            for (String name : hdf.list("optimizer_weights", "weight_names")) {
                HdfArray array = hdf.read("optimizer_weights/" + name);
                if (array.dimensions().length > 0 && !name.startsWith("SGD/m/")) {
                    names.add(name);
                    values.add(Tensor.of((float[]) array.values(), array.dimensions()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameInFile(Slot slot, String file) {
        return file.startsWith("keras2/")
                ? "/" + slot.parameter().name() + ":0"
                : "_" + slot.parameter().name() + "_" + slot.name();
    }

    // ---- what has to be told apart ----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"nested", "keras_2_0", "two_biases", "thawed"})
    void aModelOfEveryTimePredictsWhatItPredictedThere(String name) {
        assertPredicts(KerasFiles.load(legacy(name + ".h5")), legacyItem(name));
    }

    @Test
    void weightsStandInTheOrderOfTrainingInALegacyFileAndInThatOfTheLayersOtherwise() {
        Model model = KerasFiles.load(legacy("nested.h5"));
        JsonNode expected = legacyItem("nested").get("weights");
        assertThat(model.weights()).hasSize(expected.size());
        for (String file : List.of("nested.h5", "nested.weights.h5")) {
            model.weights()
                    .forEach(weight -> weight.assign(Tensor.zeros(weight.shape().toArray())));
            KerasFiles.loadWeights(model, legacy(file));
            for (int i = 0; i < expected.size(); i++) {
                Tensor value = Golden.tensor(expected.get(i), DType.FLOAT32);
                assertThat(Golden.distance(model.weights().get(i).value(), value, 0, 1e-30))
                        .isZero();
            }
        }
    }

    @Test
    void aGruThatDoesNotSayItsVariantIsWhatItsBiasIs() {
        assertThat(((GRU) KerasFiles.load(legacy("keras_2_0.h5")).layers().get(0))
                        .cell()
                        .resetAfter())
                .isFalse();
        assertThat(((GRU) KerasFiles.load(legacy("keras_2_0.h5")).layers().get(0))
                        .cell()
                        .implementation())
                .isEqualTo(1); // the file says 0
        assertThat(((GRU) KerasFiles.load(legacy("two_biases.h5")).layer("gru_1"))
                        .cell()
                        .resetAfter())
                .isTrue();
    }

    @Test
    void aGruThatContradictsItsBiasIsRefused() {
        Path file = legacy("contradiction.h5");
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + "!/model_weights/gru_1/gru_1/bias:0: bias must have shape (3 * units,) = (9,) because"
                                + " reset_after=false. Received: shape=(2, 9).");
    }

    @Test
    void listsOfNamesMayStandInParts() {
        Model model = KerasFiles.load(legacy("two_biases.h5"));
        model.weights()
                .forEach(weight -> weight.assign(Tensor.zeros(weight.shape().toArray())));
        KerasFiles.loadWeights(model, legacy("chunks.h5"));
        assertPredicts(model, legacyItem("two_biases"));
    }

    @Test
    void aTextMayBeEmpty() throws IOException {
        try (HdfReader hdf = HdfReader.open(Files.readAllBytes(legacy("empty_text.h5")), Place.of("file"))) {
            assertThat(hdf.list("", "layer_names")).containsExactly("", "gru_1", "");
        }
    }

    @Test
    void aFrozenLayerAroundOthersListsAllOfTheirWeights() {
        Sequential model = Sequential.of(
                Input.of(4, 3),
                Bidirectional.builder(
                                GRU.builder(GRUCell.of(4)).returnSequences(true).build())
                        .trainable(false)
                        .build(),
                Bidirectional.builder(
                                GRU.builder(GRUCell.builder(2).resetAfter(false).build())
                                        .build())
                        .mergeMode(MergeMode.SUM)
                        .build(),
                Dense.builder(2).trainable(false).build());
        assertThat(model.layers().get(1).trainableWeights()).isEmpty();
        KerasFiles.loadWeights(model, Golden.file("keras2/models/bidirectional_gru_weights.h5"));
        assertPredicts(model, item("bidirectional_gru"));
    }

    @Test
    void theStateOfARandomGeneratorIsNoWeight() {
        Sequential model = Sequential.of(
                Input.of(2), Dropout.of(0.5), Dense.builder(1).name("dense").build());
        KerasFiles.loadWeights(model, legacy("seed.h5"));
        assertThat(model.weights().get(0).value().floats()).containsExactly(3, 3);
        assertThat(model.weights().get(1).value().floats()).containsExactly(4);
        assertThat(KerasFiles.loadWeightsByName(model, legacy("seed.h5"))).containsExactly("dense");
    }

    @Test
    void theCompilationOfKeras20ComesBackInTheWordsOfToday() {
        Model model = KerasFiles.load(legacy("keras_2_0.h5"));
        Adam adam = (Adam) model.optimizer();
        assertThat(adam.iterations()).isEqualTo(7);
        assertThat(adam.learningRateSchedule()).isEqualTo(new InverseTimeDecay(0.0020000000949949026, 1, 0.01, false));
        assertThat(adam.learningRate()).isEqualTo(0.0020000000949949026 / (1 + 0.01 * 7), within(1e-18));
        assertThat(model.metrics()).extracting(Metric::name).containsExactly("mae", "acc");
        // All first moments come before all second ones, and then what only amsgrad would use.
        for (int i = 0; i < 5; i++) {
            Slot first = adam.slots().get(2 * i);
            Slot second = adam.slots().get(2 * i + 1);
            assertThat(first.name()).isEqualTo("momentum");
            assertThat(first.value().getAt(0)).isEqualTo(0.1 + 0.01 * i, within(1e-7));
            assertThat(second.value().getAt(0)).isEqualTo(0.1 + 0.01 * (i + 5), within(1e-7));
        }
    }

    @Test
    void theCompilationOfTensorFlow24ComesBackInTheWordsOfToday() {
        Model model = KerasFiles.load(legacy("two_biases.h5"));
        Nadam nadam = (Nadam) model.optimizer();
        assertThat(nadam.name()).isEqualTo("nadam");
        assertThat(nadam.iterations()).isEqualTo(9);
        assertThat(nadam.learningRate()).isEqualTo(0.001);
        assertThat(model.metrics()).extracting(Metric::name).containsExactly("error", "rmse");
        assertThat(model.metrics().get(0)).isInstanceOf(MeanAbsoluteError.class);
        for (int i = 0; i < 5; i++) {
            assertThat(nadam.slots().get(2 * i).value().getAt(0)).isEqualTo(0.1 + 0.01 * i, within(1e-7));
            assertThat(nadam.slots().get(2 * i + 1).value().getAt(0)).isEqualTo(0.2 + 0.01 * i, within(1e-7));
        }
        assertThat(nadam.slots().get(10).value().getAt(0)).isEqualTo(0.5);
    }

    @Test
    void aConfigMayBeLong() {
        assertPredicts(KerasFiles.load(legacy("large.h5")), legacyItem("keras_2_0"));
    }

    // ---- the tree of groups under other names -----------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "listed_twice.weights.h5, gru_stateful",
        "listed_once.weights.h5, gru_stateful",
        "windows.weights.h5, rnn_stacked_grucells",
        "cudnn.weights.h5, cudnn_gru"
    })
    void groupsOfOtherNamesHoldTheSameWeights(String file, String name) {
        Model model = KerasFiles.load(Golden.file("keras2/models/" + name + ".h5"));
        List<Tensor> expected = model.getWeights();
        model.weights()
                .forEach(weight -> weight.assign(Tensor.zeros(weight.shape().toArray())));
        KerasFiles.loadWeights(model, legacy(file));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Golden.distance(model.weights().get(i).value(), expected.get(i), 0, 1e-30))
                    .isZero();
        }
    }

    @Test
    void theTreeOfACuDNNGRUFitsNoOtherGRU() {
        Path file = legacy("cudnn.weights.h5");
        Sequential model = Sequential.of(
                Input.of(5, 3),
                GRU.builder(GRUCell.of(5)).name("one").returnSequences(true).build(),
                GRU.of(2),
                Dense.of(2));
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + "!/layers/cu_dnngru/vars: GRU 'one' must have reset_after=true, a bias and 5 units, as"
                                + " many as the file, to take the weights of a CuDNNGRU. Received: a bias of shape (24,).");
    }

    @Test
    void aLayerThatTheModelLacksIsNamedAlsoInAFileOfWindows() {
        Path file = legacy("windows.weights.h5");
        Sequential model = Sequential.of(Input.of(5, 3), Dense.of(2));
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + "!/layers: must hold the weights of the layers [dense] and no others. Received: 'rnn'.");
    }

    @Test
    void memoryOfLayersThatWereFrozenAfterTrainingIsKept() {
        Optimizer rmsprop = KerasFiles.load(legacy("frozen_rmsprop.h5")).optimizer();
        assertThat(rmsprop.iterations()).isZero();
        assertThat(firstNumbers(rmsprop)).containsExactly(0.1f, 0.11f, 0.12f, 0.13f, 0.14f);

        Optimizer nadam = KerasFiles.load(legacy("frozen_nadam.h5")).optimizer();
        assertThat(nadam.iterations()).isEqualTo(3);
        assertThat(firstNumbers(nadam)).containsExactly(0f, 0f, 0.1f, 0.1f, 0.2f, 0.2f, 0.3f, 0.3f, 0.4f, 0.4f, 1f);

        Optimizer sgd = KerasFiles.load(legacy("frozen_sgd.h5")).optimizer();
        assertThat(sgd.iterations()).isEqualTo(3);
        assertThat(sgd.slots()).isEmpty();
    }

    private static List<Float> firstNumbers(Optimizer optimizer) {
        return optimizer.slots().stream()
                .map(slot -> (float) slot.value().getAt(0))
                .toList();
    }

    // ---- by name ----------------------------------------------------------------------------------------------------

    @Test
    void layersOfTheSameNameAreFilled() {
        Sequential model = Sequential.of(
                Input.of(5, 3),
                GRU.builder(GRUCell.of(3)).name("gru").build(),
                Dense.builder(7).name("new_head").build());
        List<Tensor> head = model.layers().get(2).getWeights();
        assertThat(KerasFiles.loadWeightsByName(model, Golden.file("keras2/models/gru_dense.h5")))
                .containsExactly("gru");
        JsonNode weights = item("gru_dense").get("weights");
        for (int i = 0; i < 3; i++) {
            Tensor value = Golden.tensor(weights.get(i).get("value"), DType.FLOAT32);
            assertThat(Golden.distance(model.weights().get(i).value(), value, 0, 1e-30))
                    .isZero();
        }
        assertThat(model.layers().get(2).getWeights().get(0).floats())
                .isEqualTo(head.get(0).floats());
    }

    @Test
    void aLayerOfTheSameNameAndAnotherSizeIsRefusedAndNothingIsFilled() {
        Sequential model = Sequential.of(
                Input.of(5, 3),
                GRU.builder(GRUCell.of(3)).name("gru").build(),
                Dense.builder(7).name("dense").build());
        float[] before = model.weights().get(0).value().floats().clone();
        Path file = Golden.file("keras2/models/gru_dense_weights.h5");
        assertThatThrownBy(() -> KerasFiles.loadWeightsByName(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + "!/dense/dense/kernel:0: kernel must have shape (features, units) = (3, 7). Received:"
                                + " shape=(3, 2).");
        assertThat(model.weights().get(0).value().floats()).isEqualTo(before);
    }

    @Test
    void aFileWithoutAnyOfTheNamesIsRefused() {
        Sequential model =
                Sequential.of(Input.of(2), Dense.builder(7).name("head").build());
        Path file = Golden.file("models/gru_dense.h5");
        assertThatThrownBy(() -> KerasFiles.loadWeightsByName(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageMatching(
                        "\\Q" + file + "!/model_weights: must hold the weights of at least one of the layers"
                                + " [\\E[a-z_]+, head\\Q]. Received: layers [gru, dense].\\E");
    }

    // ---- what does not fit ------------------------------------------------------------------------------------------

    @Test
    void weightsOfAnotherModelAreNamed() {
        assertRefused(
                Sequential.of(
                        Input.of(5, 3), GRU.builder(GRUCell.of(3)).name("first").build()),
                ": must hold the weights of the 1 layers [first]. Received: 2 layers [gru, dense].");
        assertRefused(
                Sequential.of(
                        Input.of(5, 3),
                        GRU.builder(GRUCell.builder(3).useBias(false).build())
                                .name("first")
                                .build(),
                        Dense.of(2)),
                "!/gru: GRU 'first' must have 2 arrays [kernel, recurrent_kernel]. Received: 3 arrays.");
        assertRefused(
                Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2)),
                "!/gru/gru/gru_cell/kernel:0: kernel must have shape (features, 3 * units) = (3, 12). Received:"
                        + " shape=(3, 9).");
        assertRefused(
                Sequential.of(
                        Input.of(5, 3),
                        GRU.builder(GRUCell.builder(3).resetAfter(false).build())
                                .build(),
                        Dense.of(2)),
                "!/gru/gru/gru_cell/bias:0: bias must have shape (3 * units,) = (9,) because reset_after=false."
                        + " Received: shape=(2, 9).");
    }

    private static void assertRefused(Sequential model, String message) {
        Path file = Golden.file("keras2/models/gru_dense_weights.h5");
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + message);
    }

    @Test
    void aCuDNNGRUIsNoGRUThatResetsBefore() {
        Path file = Golden.file("keras2/models/cudnn_gru_weights.h5");
        Sequential model = Sequential.of(
                Input.of(5, 3),
                GRU.builder(GRUCell.builder(4).resetAfter(false).build())
                        .returnSequences(true)
                        .build(),
                GRU.of(2),
                Dense.of(2));
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/cu_dnngru/cu_dnngru/bias:0: bias must have shape (3 * units,) = (12,) because"
                        + " reset_after=false. Received: shape=(24,).");
    }

    @Test
    void weightsOfTheModelItselfAreRefused() {
        Path file = legacy("top_level.h5");
        Sequential model = Sequential.of(Input.of(2), Dense.of(1));
        model.nameIfDefault("mine");
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/top_level_model_weights: must hold the 0 weights of Sequential 'mine' itself."
                        + " Received: 1 arrays.");
    }

    @Test
    void aModelThatSaysNoShapeIsRefused() {
        Path file = legacy("not_built.h5");
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + "!/model_config: Sequential 'sequential': must say which shape of input the model was"
                                + " built for. Received: neither an InputLayer nor batch_input_shape or build_input_shape.");
    }

    @Test
    void weightsAloneAreNoModel() {
        Path file = Golden.file("keras2/models/gru_dense_weights.h5");
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + ": must hold a model. Received: weights alone. Build the model and call"
                        + " KerasFiles.loadWeights(model, path).");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no_version.h5|!/keras_version: must be 2.x or 3.x. Received: no keras_version, as in files of Keras 1. Load the"
                        + " file with Keras 2 and save it again.",
                "numbers.h5|!/layer_names: must be a text or a list of texts. Received: FixedPoint of shape [3].",
                "square.h5|!/layer_names: must be a text or a list of texts. Received: StringData of shape [2, 2].",
                "two_versions.h5|!/keras_version: must be one text. Received: 2 texts.",
                "same_name.h5|: must list the name of each layer once. Received: a name that is listed twice.",
                "no_group.h5|!/gru_1: must list the names of the layer's weights. Received: no attribute weight_names.",
                "overflow.h5|!/layer_names: must hold the 4611686018427387905 texts that it says. Received: 4 bytes for texts"
                        + " of 4 bytes.",
                "overflow_to_none.h5|!/layer_names: must hold the 4611686018427387904 texts that it says. Received: 0 bytes"
                        + " for texts of 4 bytes.",
                "one_text.h5|!/layer_names: must not be longer than its file, 55016 bytes. Received: more."
            })
    void attributesThatAreNoNamesAreRefused(String name, String message) {
        Path file = legacy(name);
        assertThatThrownBy(() -> KerasFiles.loadWeights(cudnn(), file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + message);
    }

    // ---- what a file says about itself ------------------------------------------------------------------------------

    @Test
    void filesDescribeThemselves() throws IOException {
        Path file = legacy("two_biases.h5");
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.layers()).extracting(LayerInfo::supported).containsOnly(true);
        assertThat(info.with(List.of(), info.arrays()))
                .isEqualTo(new KerasFileInfo(
                                "h5",
                                "2.4.0",
                                "",
                                "Keras",
                                "Sequential",
                                "sequential",
                                "nadam, mean_squared_error, error, rmse",
                                "",
                                17,
                                Files.size(file),
                                Map.of())
                        .with(List.of(), info.arrays()));
        Path weights = Golden.file("keras2/models/gru_dense_weights.h5");
        KerasFileInfo alone = KerasFiles.describe(weights);
        assertThat(alone)
                .isEqualTo(new KerasFileInfo(
                                "h5 weights", "2.21.0", "", "Keras", "", "", "", "", 5, Files.size(weights), Map.of())
                        .with(List.of(), alone.arrays()));
    }

    private static Path legacy(String name) {
        return Golden.file("legacy/" + name);
    }

    private static ObjectNode legacyItem(String name) {
        return item("legacy/models.json", name);
    }

    private static void assertPredicts(Model model, JsonNode item) {
        List<Tensor> expected = tensors(
                item.has("outputs_with_mask_propagation")
                        ? item.get("outputs_with_mask_propagation")
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
    }

    private static ObjectNode item(String name) {
        return item("keras2/models.json", name);
    }

    private static ObjectNode item(String list, String name) {
        return Golden.cases(list, "models").stream()
                .filter(item -> item.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Tensor> tensors(JsonNode list) {
        List<Tensor> all = new ArrayList<>();
        list.forEach(item -> all.add(Golden.tensor(item, DType.FLOAT32)));
        return all;
    }
}
