package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adadelta;
import io.github.gru4j.optimizer.Adagrad;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.AdamW;
import io.github.gru4j.optimizer.Adamax;
import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.optimizer.Ftrl;
import io.github.gru4j.optimizer.LearningRateSchedule;
import io.github.gru4j.optimizer.Lion;
import io.github.gru4j.optimizer.Nadam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.RMSprop;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The state of an optimizer when it is not the one of a model that was just trained on TensorFlow. */
class OptimizerTreeTest {

    @TempDir
    Path directory;

    private final Tensor x = Golden.random(1, 6, 5, 3);
    private final Tensor y = Golden.random(2, 6, 2);

    @Test
    void stepsCountedIn32BitsAsByJaxAndTorchAreRead() throws IOException {
        ArchiveReader golden = ArchiveReader.read(Golden.file("models/gru_dense.keras"));
        HdfWriter hdf = new HdfWriter();
        new WeightTree(KerasConfigs.keras3().codecs())
                .write(KerasFiles.load(Golden.file("models/gru_dense.keras")), hdf.root());
        HdfWriter.Group vars = hdf.root().group("optimizer").group("vars");
        vars.dataset("0", new int[] {41});
        vars.dataset("1", new float[] {0.25f});
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        hdf.writeTo(weights);
        Path file = directory.resolve("jax.keras");
        Archives.write(file, golden.metadata(), golden.config(), weights.toByteArray());

        Optimizer optimizer = KerasFiles.load(file).optimizer();
        assertThat(optimizer.iterations()).isEqualTo(41);
        assertThat(optimizer.learningRate()).isEqualTo(0.25);
    }

    @Test
    void aLayerFrozenInKerasAfterTrainingKeepsItsState() throws IOException {
        Path golden = Golden.file("models/gru_dense.keras");
        ArchiveReader archive = ArchiveReader.read(golden);
        ObjectNode config = Golden.parse(archive.config(), "config.json");
        ((ObjectNode) config.get("config").get("layers").get(1).get("config")).put("trainable", false);
        Path file = directory.resolve("frozen.keras");
        Archives.write(
                file, archive.metadata(), Json.write(config).getBytes(StandardCharsets.UTF_8), archive.weights());

        Model frozen = KerasFiles.load(file);
        assertThat(frozen.trainableWeights()).hasSize(2);
        List<Slot> expected = KerasFiles.load(golden).optimizer().slots();
        List<Slot> slots = frozen.optimizer().slots();
        assertThat(slots).hasSameSizeAs(expected);
        for (int i = 0; i < slots.size(); i++) {
            assertThat(slots.get(i).value().floats())
                    .isEqualTo(expected.get(i).value().floats());
        }
    }

    /** Every optimizer with everything that it can remember. */
    static List<Arguments> remembering() {
        LearningRateSchedule schedule = CosineDecay.of(0, 50).withWarmup(0.02, 5);
        List<Optimizer> optimizers = List.of(
                SGD.of(0.01),
                SGD.builder(schedule).momentum(0.9).gradientAccumulationSteps(3).build(),
                RMSprop.builder(0.01).momentum(0.5).centered(true).build(),
                Adagrad.of(0.1),
                Adadelta.builder(1).useEma(true).emaMomentum(0.5).build(),
                Adam.builder(0.01).amsgrad(true).build(),
                AdamW.builder(schedule)
                        .amsgrad(true)
                        .useEma(true)
                        .emaOverwriteFrequency(3)
                        .gradientAccumulationSteps(2)
                        .build(),
                Adamax.of(0.01),
                Nadam.builder(0.01).gradientAccumulationSteps(2).build(),
                Lion.builder(schedule).useEma(true).build(),
                Ftrl.builder(0.1).l1RegularizationStrength(0.01).build());
        return optimizers.stream()
                .map(optimizer -> Arguments.of(optimizer.name(), optimizer))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("remembering")
    void aSavedModelContinuesBitForBit(String name, Optimizer optimizer) {
        Sequential model = trained(optimizer);
        Model loaded = saveAndLoad(model);
        assertContinuesAlike(loaded, model);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("remembering")
    void aModelFrozenInPartAfterTrainingSurvivesAndContinuesBitForBit(String name, Optimizer optimizer) {
        Sequential model = trained(optimizer);
        model.layer("gru").setTrainable(false);
        Model loaded = saveAndLoad(model);
        assertThat(loaded.trainableWeights()).hasSize(2);
        assertContinuesAlike(loaded, model);
    }

    private void assertContinuesAlike(Model loaded, Model model) {
        fit(model);
        fit(loaded);
        for (int i = 0; i < model.getWeights().size(); i++) {
            assertThat(loaded.getWeights().get(i).floats())
                    .isEqualTo(model.getWeights().get(i).floats());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 1.0 / 3, 0.10000000149011612, 0.001 * 0.7 * 0.7 * 0.7})
    void everyLearningRateComesBackAsItWas(double rate) {
        Optimizer optimizer = saveAndLoad(trained(SGD.of(rate))).optimizer();
        assertThat(optimizer.learningRate()).isEqualTo(rate);
    }

    static List<ObjectNode> resumed() {
        return Golden.cases("optimizers_resumed.json", "cases");
    }

    @ParameterizedTest
    @MethodSource("resumed")
    void aTrainingThatKerasBeganContinuesAsInKeras(ObjectNode item) {
        Model model =
                KerasFiles.load(Golden.file("optimizers/" + item.get("name").stringValue() + ".keras"));
        assertRemembers(model.optimizer(), item.get("optimizer_variables"));
        History history = model.fit(
                Golden.tensor(item.get("x"), DType.FLOAT32),
                Golden.tensor(item.get("y"), DType.FLOAT32),
                FitOptions.epochs(item.get("epochs").intValue())
                        .batchSize(item.get("batch_size").intValue())
                        .shuffle(false));
        for (int i = 0; i < model.getWeights().size(); i++) {
            assertThat(Golden.distance(
                            model.getWeights().get(i),
                            Golden.tensor(item.get("final_weights").get(i), DType.FLOAT32),
                            1e-5,
                            0))
                    .as("weight " + i)
                    .isLessThanOrEqualTo(1);
        }
        for (int i = 0; i < item.get("history").size(); i++) {
            assertThat(history.get("loss").get(i))
                    .isCloseTo(item.get("history").get(i).doubleValue(), Offset.offset(2e-5));
        }
    }

    /** The state in a file is what Keras had when it wrote it, every bit of it. */
    private static void assertRemembers(Optimizer optimizer, JsonNode variables) {
        assertThat(optimizer.iterations())
                .isEqualTo(variables.get(0).get("value").longValue());
        int first = optimizer.learningRateSchedule() == null ? 2 : 1;
        List<Slot> slots = optimizer.slots();
        assertThat(slots).hasSize(variables.size() - first);
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            JsonNode variable = variables.get(first + i);
            String path = variable.get("path").stringValue();
            if (slot.parameter() == null) {
                assertThat(path).endsWith("variable"); // Keras gives Nadam's product no name
            } else {
                assertThat(path)
                        .startsWith(optimizer.name() + "/")
                        .endsWith("_" + slot.parameter().name() + "_" + slot.name());
            }
            assertThat(slot.value().floats())
                    .isEqualTo(
                            Golden.tensor(variable.get("value"), DType.FLOAT32).floats());
        }
    }

    @Test
    void aLayerUnfrozenAfterTrainingLeavesTheModelLoadable() {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        model.layer("gru").setTrainable(false);
        model.compile(Adam.of(0.01), Losses.meanSquaredError());
        fit(model);
        model.layer("gru").setTrainable(true);

        Model loaded = saveAndLoad(model);
        assertThat(loaded.predict(x).floats()).isEqualTo(model.predict(x).floats());
        assertThat(loaded.optimizer().slots()).isEmpty();
    }

    @Test
    void aGruWithAFrozenCellStaysFrozen() {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        ((GRU) model.layer("gru")).cell().setTrainable(false);
        assertThat(saveAndLoad(model).trainableWeights()).hasSize(2);
    }

    private Sequential trained(Optimizer optimizer) {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        model.compile(optimizer, Losses.meanSquaredError());
        fit(model);
        return model;
    }

    private void fit(Model model) {
        model.fit(x, y, FitOptions.epochs(2).shuffle(false));
    }

    private Model saveAndLoad(Model model) {
        Path file = directory.resolve("model.keras");
        KerasFiles.save(model, file);
        return KerasFiles.load(file);
    }
}
