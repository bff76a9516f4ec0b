package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void aModelFrozenInPartAfterTrainingSurvivesAndContinuesBitForBit() {
        for (Optimizer optimizer : List.of(
                Adam.builder(0.01).amsgrad(true).build(),
                SGD.builder(0.01).momentum(0.9).build(),
                SGD.of(0.01))) {
            Sequential model = trained(optimizer);
            model.layer("gru").setTrainable(false);
            Model loaded = saveAndLoad(model);
            assertThat(loaded.trainableWeights()).hasSize(2);

            fit(model);
            fit(loaded);
            for (int i = 0; i < model.getWeights().size(); i++) {
                assertThat(loaded.getWeights().get(i).floats())
                        .isEqualTo(model.getWeights().get(i).floats());
            }
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
