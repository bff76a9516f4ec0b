package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights alone, {@code .weights.h5}: those that Keras wrote, and ours. */
class WeightsFileTest {

    @TempDir
    private Path directory;

    static Stream<String> goldenModels() {
        return Golden.cases("models.json", "models").stream()
                .map(item -> item.get("name").stringValue());
    }

    static Stream<String> goldenModelsOfOneLoss() {
        return goldenModels().filter(name -> !name.equals("functional_two_heads"));
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
    @MethodSource("goldenModelsOfOneLoss")
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
