package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adagrad;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.AdamW;
import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.optimizer.Nadam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights alone, {@code .weights.h5}: those that Keras wrote, and ours. */
class WeightsFileTest {

    @TempDir
    private Path directory;

    static Stream<String> goldenModels() {
        return Golden.cases("models.json", "models").stream()
                .map(item -> item.get("name").stringValue());
    }

    @ParameterizedTest
    @MethodSource("goldenModels")
    void whatKerasWroteFillsTheModelThatItWasSavedFrom(String name) {
        Model saved = KerasFiles.load(Golden.file("models/" + name + ".keras"));
        Model other = KerasFiles.load(Golden.file("models/" + name + ".keras"));
        other.weights().forEach(WeightsFileTest::scramble);
        KerasFiles.loadWeights(other, Golden.file("models/" + name + ".weights.h5"));
        assertSameWeights(other, saved);
    }

    @ParameterizedTest
    @MethodSource("goldenModels")
    void whatIsWrittenHasTheTreeOfKeras(String name) throws IOException {
        Path golden = Golden.file("models/" + name + ".weights.h5");
        Path written = directory.resolve("m.weights.h5");
        KerasFiles.saveWeights(KerasFiles.load(Golden.file("models/" + name + ".keras")), written);
        assertThat(new TreeMap<>(HdfTrees.describe(Files.readAllBytes(written))))
                .isEqualTo(new TreeMap<>(HdfTrees.describe(Files.readAllBytes(golden))));
    }

    @Test
    void weightsOfAWholeModelFillAModel() {
        Path file = directory.resolve("m.keras");
        Model saved = model(3);
        KerasFiles.save(saved, file);
        Model other = model(3);
        KerasFiles.loadWeights(other, file);
        assertSameWeights(other, saved);
    }

    @Test
    void aFileThatDoesNotFitLeavesTheModelAsItWas() {
        Path file = directory.resolve("m.weights.h5");
        KerasFiles.saveWeights(model(4), file); // the GRU fits, the Dense does not
        Model model = model(3);
        List<Tensor> before =
                model.weights().stream().map(weight -> weight.value().copy()).toList();
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file
                                + "!/layers/dense/vars/0: kernel must have shape (features, units) = (2, 3). Received: shape=(2, 4).");
        for (int i = 0; i < before.size(); i++) {
            assertThat(Golden.distance(model.weights().get(i).value(), before.get(i), 0, 0))
                    .isZero();
        }
    }

    @Test
    void weightsAloneAreNoModel() {
        Path file = Golden.file("models/gru_dense.weights.h5");
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + ": must hold a model. Received: weights alone. Build the model and call"
                        + " KerasFiles.loadWeights(model, path).");
    }

    @Test
    void anUnbuiltModelHasNoWeightsToFill() {
        assertThatThrownBy(() -> KerasFiles.loadWeights(Sequential.of(Dense.of(1)), directory.resolve("m.weights.h5")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "KerasFiles: model must be built before its weights are loaded. Received: Sequential"
                                + " '[a-z0-9_]+', not built. Call build\\(shape\\) or put an Input in front.");
    }

    @Test
    void positionsHaveNoNames() {
        Path file = Golden.file("models/gru_dense.weights.h5");
        assertThatThrownBy(() -> KerasFiles.loadWeightsByName(model(3), file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        file + ": must be a legacy .h5 file for weights to be found by the names of layers. Received:"
                                + " a file that keeps weights by position.");
    }

    @Test
    void anotherEndingIsRefused() {
        assertThatThrownBy(() -> KerasFiles.saveWeights(model(3), Path.of("m.h5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasFiles: path must end in .weights.h5, as Keras asks for. Received: path=m.h5.");
    }

    @Test
    void theFileDescribesItself() {
        KerasFileInfo info = KerasFiles.describe(Golden.file("models/gru_dense.weights.h5"));
        assertThat(info.format()).isEqualTo("weights.h5");
        assertThat(info.className()).isEmpty();
        assertThat(info.variables()).isEqualTo(17);
    }

    // ---- the optimizer of a compiled model --------------------------------------------------------------------------

    static List<Optimizer> optimizers() {
        return List.of(
                SGD.of(0.01),
                Nadam.of(0.02),
                AdamW.builder(CosineDecay.of(0.1, 50)).useEma(true).build());
    }

    /** As Keras: {@code Optimizer.load_own_variables} fills as many arrays as it has. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void theStateOfAnOptimizerComesBackWithTheWeights(Optimizer optimizer) {
        Model model = model(3);
        model.compile(optimizer, Losses.meanSquaredError());
        train(model);
        for (String name : List.of("m.weights.h5", "m.keras")) {
            Path file = directory.resolve(name);
            save(model, file);
            List<Tensor> weights = values(model.weights().stream().map(Parameter::value));
            List<Tensor> slots = values(optimizer.slots().stream().map(Slot::value));
            long iterations = optimizer.iterations();
            double rate = optimizer.learningRate();

            train(model);
            if (optimizer.learningRateSchedule() == null) {
                optimizer.setLearningRate(0.5);
            }
            KerasFiles.loadWeights(model, file);

            assertThat(optimizer.iterations()).isEqualTo(iterations);
            assertThat(optimizer.learningRate()).isEqualTo(rate);
            assertBits(values(optimizer.slots().stream().map(Slot::value)), slots);
            assertBits(values(model.weights().stream().map(Parameter::value)), weights);
        }
    }

    @Test
    void anOptimizerThatWasBuiltForItContinuesTheTrainingOfAnotherModel() {
        Path file = directory.resolve("m.weights.h5");
        Model saved = model(3);
        saved.compile(Adam.of(0.01), Losses.meanSquaredError());
        train(saved);
        KerasFiles.saveWeights(saved, file);
        Model other = model(3);
        Optimizer optimizer = Adam.of(0.5);
        other.compile(optimizer, Losses.meanSquaredError());
        optimizer.build(other.trainableWeights());
        KerasFiles.loadWeights(other, file);
        train(saved);
        train(other);
        assertBits(
                values(other.weights().stream().map(Parameter::value)),
                values(saved.weights().stream().map(Parameter::value)));
    }

    /** One that has not seen its weights, other arrays, and arrays that fit by chance. */
    static List<Arguments> strangers() {
        return List.of(
                Arguments.of(SGD.builder(0.01).momentum(0.9).build(), Adam.of(0.5), false),
                Arguments.of(Adam.of(0.01), Adam.of(0.5), false),
                Arguments.of(Adam.of(0.01), SGD.builder(0.5).momentum(0.9).build(), true),
                Arguments.of(SGD.builder(0.01).momentum(0.9).build(), Adagrad.of(0.5), true),
                Arguments.of(
                        Adam.of(0.01),
                        Adam.builder(CosineDecay.of(0.5, 50)).name("adam").build(),
                        true));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void anOptimizerThatTheFileDoesNotFitStaysAsItWas(Optimizer inFile, Optimizer optimizer, boolean trained) {
        Path file = directory.resolve("m.weights.h5");
        Model saved = model(3);
        saved.compile(inFile, Losses.meanSquaredError());
        train(saved);
        KerasFiles.saveWeights(saved, file);
        Model model = model(3);
        model.compile(optimizer, Losses.meanSquaredError());
        if (trained) {
            train(model);
        }
        List<Tensor> slots = values(optimizer.slots().stream().map(Slot::value));
        long iterations = optimizer.iterations();
        double rate = optimizer.learningRate();

        KerasFiles.loadWeights(model, file);
        assertSameWeights(model, saved);
        assertThat(optimizer.iterations()).isEqualTo(iterations);
        assertThat(optimizer.learningRate()).isEqualTo(rate);
        assertBits(values(optimizer.slots().stream().map(Slot::value)), slots);
    }

    static List<Arguments> damaged() {
        return List.of(
                Arguments.of(
                        -1L, 0.25f, false, "0: iteration must be one integer, 0 or more. Received: another array."),
                Arguments.of(41L, Float.NaN, false, "1: learning_rate must be a number of 0 or more. Received: NaN."),
                Arguments.of(
                        41L, 0.25f, true, "6: momentum of bias must hold floating-point numbers. Received: integers."));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void aDamagedStateThatWouldFitLeavesModelAndOptimizerAsTheyWere(
            long count, float rate, boolean integers, String message) throws IOException {
        Model model = model(3);
        Optimizer optimizer = SGD.builder(0.5).momentum(0.9).build();
        model.compile(optimizer, Losses.meanSquaredError());
        train(model);
        HdfWriter hdf = new HdfWriter();
        new WeightTree(KerasConfigs.keras3().codecs()).write(model(3), hdf.root());
        HdfWriter.Group vars = hdf.root().group("optimizer").group("vars");
        vars.dataset("0", new long[] {count});
        vars.dataset("1", new float[] {rate});
        List<Slot> slots = optimizer.slots();
        for (int i = 0; i < slots.size(); i++) {
            boolean last = i == slots.size() - 1;
            Tensor nines = Tensor.full(DType.FLOAT32, slots.get(i).value().shape(), 9);
            WeightTree.dataset(vars, Integer.toString(2 + i), nines, integers && last);
        }
        Path file = directory.resolve("m.weights.h5");
        try (OutputStream out = Files.newOutputStream(file)) {
            hdf.writeTo(out);
        }
        List<Tensor> weights = values(model.weights().stream().map(Parameter::value));
        List<Tensor> memory = values(slots.stream().map(Slot::value));
        long iterations = optimizer.iterations();
        assertThatThrownBy(() -> KerasFiles.loadWeights(model, file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(file + "!/optimizer/vars/" + message);
        assertBits(values(model.weights().stream().map(Parameter::value)), weights);
        assertBits(values(slots.stream().map(Slot::value)), memory);
        assertThat(optimizer.iterations()).isEqualTo(iterations);
        assertThat(optimizer.learningRate()).isEqualTo(0.5);
    }

    /** As Keras, which takes no optimizer from a legacy file to fill a model. */
    @Test
    void aLegacyFileFillsTheWeightsAlone() {
        Model model = KerasFiles.load(Golden.file("models/gru_dense.h5"));
        Optimizer optimizer = model.optimizer();
        optimizer.setIterations(7);
        optimizer.setLearningRate(0.25);
        optimizer.slots().forEach(slot -> slot.value().fill(0.5));
        KerasFiles.loadWeights(model, Golden.file("models/gru_dense.h5"));
        assertThat(optimizer.iterations()).isEqualTo(7);
        assertThat(optimizer.learningRate()).isEqualTo(0.25);
        assertThat(optimizer.slots()).isNotEmpty().allMatch(slot -> slot.value().getAt(0) == 0.5);
    }

    private static void train(Model model) {
        model.fit(
                Golden.random(1, 6, 5, 4),
                Golden.random(2, 6, 3),
                FitOptions.epochs(2).shuffle(false));
    }

    private static void save(Model model, Path file) {
        if (file.toString().endsWith(".keras")) {
            KerasFiles.save(model, file);
        } else {
            KerasFiles.saveWeights(model, file);
        }
    }

    private static List<Tensor> values(Stream<Tensor> tensors) {
        return tensors.map(Tensor::copy).toList();
    }

    private static void assertBits(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Golden.distance(actual.get(i), expected.get(i), 0, 0)).isZero();
        }
    }

    private static Model model(int outputs) {
        return Sequential.of(Input.of(5, 4), GRU.of(2), Dense.of(outputs));
    }

    private static void scramble(Parameter weight) {
        weight.assign(Golden.random(7, weight.shape().toArray()));
    }

    private static void assertSameWeights(Model actual, Model expected) {
        for (int i = 0; i < expected.weights().size(); i++) {
            Tensor value = expected.weights().get(i).value();
            assertThat(Golden.distance(actual.weights().get(i).value(), value, 0, 0))
                    .isZero();
        }
    }
}
