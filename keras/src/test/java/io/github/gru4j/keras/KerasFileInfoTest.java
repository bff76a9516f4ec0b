package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is in a file, of files that can be loaded and of files that cannot. */
class KerasFileInfoTest {

    @TempDir
    Path directory;

    private Path changed(String metadata, Consumer<ObjectNode> change, byte[] weights) throws IOException {
        ArchiveReader archive = ArchiveReader.read(Golden.file("models/gru_dense.keras"));
        ObjectNode config = Golden.parse(archive.config(), "config.json");
        change.accept(config);
        Path file = directory.resolve("changed.keras");
        Archives.write(
                file,
                metadata.isEmpty() ? archive.metadata() : metadata.getBytes(StandardCharsets.UTF_8),
                Json.write(config).getBytes(StandardCharsets.UTF_8),
                weights.length == 0 ? archive.weights() : weights);
        return file;
    }

    private static ArrayNode layers(ObjectNode config) {
        return (ArrayNode) config.get("config").get("layers");
    }

    @Test
    void arraysHavePathShapeTypeAndOwnerInTheOrderOfTheirNumbers() {
        KerasFileInfo info = KerasFiles.describe(Golden.file("models/gru_dense.keras"));
        assertThat(info.arrays())
                .hasSize(17)
                .element(2)
                .isEqualTo(new ArrayInfo("layers/gru/cell/vars/0", List.of(3L, 12L), "float32", "gru_cell"));
        assertThat(info.arrays().subList(5, 17))
                .extracting(ArrayInfo::path)
                .containsExactly(
                        "optimizer/vars/0",
                        "optimizer/vars/1",
                        "optimizer/vars/2",
                        "optimizer/vars/3",
                        "optimizer/vars/4",
                        "optimizer/vars/5",
                        "optimizer/vars/6",
                        "optimizer/vars/7",
                        "optimizer/vars/8",
                        "optimizer/vars/9",
                        "optimizer/vars/10",
                        "optimizer/vars/11");
        assertThat(info.arrays().get(5)).isEqualTo(new ArrayInfo("optimizer/vars/0", List.of(), "int64", "adam"));
    }

    @Test
    void everyLayerIsListedAlsoThoseInsideOthers() {
        assertThat(KerasFiles.describe(Golden.file("models/rnn_stacked_grucells.keras"))
                        .layers())
                .containsExactly(
                        new LayerInfo("layers[0]", "InputLayer", "input_layer", true),
                        new LayerInfo("layers[1]", "RNN", "rnn", true),
                        new LayerInfo("layers[1].cell", "StackedRNNCells", "stacked_rnn_cells", true),
                        new LayerInfo("layers[1].cell.cells[0]", "GRUCell", "gru_cell", true),
                        new LayerInfo("layers[1].cell.cells[1]", "GRUCell", "gru_cell_1", true));
        assertThat(KerasFiles.describe(Golden.file("models/bidirectional_gru_dense.keras"))
                        .layers())
                .extracting(LayerInfo::inside)
                .containsExactly("layers[0]", "layers[1]", "layers[1].layer", "layers[1].backward_layer", "layers[2]");
    }

    @Test
    void aLayerThatIsNotSupportedIsListedAsSuch() throws IOException {
        Path file = changed(
                "",
                config -> {
                    ((ObjectNode) layers(config).get(1)).put("class_name", "LSTM");
                    ((ObjectNode) layers(config).get(2)).put("registered_name", "pack>Dense");
                },
                new byte[0]);
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.problem()).isEmpty();
        assertThat(info.compiled()).isEqualTo("adam, mean_squared_error, mae");
        assertThat(info.layers())
                .containsExactly(
                        new LayerInfo("layers[0]", "InputLayer", "input_layer", true),
                        new LayerInfo("layers[1]", "LSTM", "gru", false),
                        new LayerInfo("layers[2]", "Dense", "dense", false));
    }

    @Test
    void aLayerOfKeras2AloneIsSupportedInItsFilesOnly() throws IOException {
        Consumer<ObjectNode> change = config -> ((ObjectNode) layers(config).get(1)).put("class_name", "CuDNNGRU");
        assertThat(KerasFiles.describe(changed("", change, new byte[0]))
                        .layers()
                        .get(1)
                        .supported())
                .isFalse();
        assertThat(KerasFiles.describe(changed("{\"keras_version\": \"2.15.0\"}", change, new byte[0]))
                        .layers()
                        .get(1)
                        .supported())
                .isTrue();
    }

    @Test
    void weightsAloneHaveArraysAndNoLayers() {
        KerasFileInfo info = KerasFiles.describe(Golden.file("models/gru_dense.weights.h5"));
        assertThat(info.layers()).isEmpty();
        assertThat(info.arrays()).hasSize(17);
        assertThat(info.problem()).isEmpty();
    }

    @Test
    void anUnknownVersionHidesNothing() throws IOException {
        Path file = changed("{\"keras_version\": \"4.0\", \"date_saved\": \"2031\"}", config -> {}, new byte[0]);
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.kerasVersion()).isEqualTo("4.0");
        assertThat(info.dateSaved()).isEqualTo("2031");
        assertThat(info.className()).isEqualTo("Sequential");
        assertThat(info.modelName()).isEqualTo("sequential");
        assertThat(info.layers()).extracting(LayerInfo::className).containsExactly("InputLayer", "GRU", "Dense");
        assertThat(info.arrays()).hasSize(17);
        assertThat(info.variables()).isEqualTo(17);
        assertThat(info.problem())
                .isEqualTo(file
                        + "!/metadata.json: keras_version must be 2.x or 3.x: other versions give the same words"
                        + " other meanings. Received: keras_version=4.0. Save the model again with Keras 3.");
    }

    @Test
    void nobodyChangesTheNotes() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        notes.put("target", List.of("b"));
        notes.put("features", List.of("a", "b"));
        KerasFileInfo info = new KerasFileInfo("keras", "", "", "", "", "", "", "", 0, 0, notes);
        notes.clear();
        assertThat(info.notes())
                .containsExactly(Map.entry("target", List.of("b")), Map.entry("features", List.of("a", "b")));
        assertThatThrownBy(() -> info.notes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void damagedWeightsLeaveTheConfigReadable() throws IOException {
        ArchiveReader archive = ArchiveReader.read(Golden.file("models/gru_dense.keras"));
        Path file = changed("", config -> {}, Arrays.copyOf(archive.weights(), 100));
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.layers()).hasSize(3);
        assertThat(info.arrays()).isEmpty();
        assertThat(info.problem()).startsWith(file + "!/model.weights.h5");
    }

    @Test
    void aDamagedConfigLeavesTheWeightsReadable() throws IOException {
        Path file = changed("", config -> config.put("class_name", 7), new byte[0]);
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.arrays()).hasSize(17);
        assertThat(info.className()).isEmpty();
        assertThat(info.problem()).startsWith(file + "!/config.json: must be a serialised Keras object with the key");
    }

    @Test
    void anArchiveThatIsNotSoundIsStillKnownAsOne() throws IOException {
        byte[] bytes = Files.readAllBytes(Golden.file("models/gru_dense.keras"));
        Path file = Files.write(directory.resolve("half.keras"), Arrays.copyOf(bytes, bytes.length / 2));
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.format()).isEqualTo("keras");
        assertThat(info.size()).isEqualTo(bytes.length / 2);
        assertThat(info.problem()).startsWith(file + ": must be a .keras file, a sound zip archive. Received: ");
    }

    @Test
    void hdf5OfSomebodyElseShowsItsArrays() {
        HdfWriter writer = new HdfWriter();
        writer.root().group("data").dataset("x", new float[] {1, 2, 3}, 3);
        Path file = directory.resolve("other.h5");
        SafeFile.write(file, writer::writeTo);
        KerasFileInfo info = KerasFiles.describe(file);
        assertThat(info.format()).isEqualTo("h5");
        assertThat(info.arrays()).containsExactly(new ArrayInfo("data/x", List.of(3L), "float32", ""));
        assertThat(info.problem()).startsWith(file + ": must be a model or weights of Keras");
    }

    @Test
    void whatIsNoFileOfKerasIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("text.keras"), "hello world");
        assertThatThrownBy(() -> KerasFiles.describe(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file + ": must be a file of Keras");
    }
}
